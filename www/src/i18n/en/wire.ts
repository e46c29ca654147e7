import { plurals } from '../plural.ts';

const count = plurals('en');

/** The drawer with the calls that went out. */
export const wire = {
  title: 'Calls',
  label: 'Calls to the service',
  open: (calls: number, failed: number) =>
    failed > 0 ? `Show calls: ${calls} so far, ${count(failed, { one: '# failed', other: '# failed' })}` : `Show calls: ${calls} so far`,
  filter: 'Filter calls',
  all: 'All',
  failed: 'Failed',
  clear: 'Clear',
  close: 'Close calls',
  list: 'Calls, newest first',
  empty: 'No calls yet',
  emptyBody: 'What this page asks the service appears here: method, path, status, time and tries. Nothing secret.',
  noneFailed: 'No call failed',
  choose: 'Choose a call to see it whole, and to copy it as a program.',
  back: 'Back to the calls',
  pending: 'under way',
  noAnswer: 'no answer',
  attempts: (attempts: number) => count(attempts, { one: '# try', other: '# tries' }),
  attemptsTitle: 'Tries',
  retryIn: (milliseconds: string) => `again after ${milliseconds}`,
  milliseconds: (value: string) => `${value} ms`,
  started: 'Sent',
  took: 'Took',
  clientRequestId: 'Client request id',
  requestId: 'Request id',
  body: 'Body',
  copyAs: 'Copy as',
  languages: { curl: 'curl', javascript: 'JavaScript', python: 'Python' },
  copyCode: 'Copy the code',
  keyHint: 'The access key is taken from the environment variable ACS_ACCESS_KEY.',
  emulatorHint: 'The emulator here cannot be reached from outside, so the code speaks to “npx acs-rooms emulator”.',
};
