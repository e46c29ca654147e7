import { plurals } from '../plural.ts';

const count = plurals('en');
const people = { one: '# participant', other: '# participants' };

/** Changes of many participants at once, shown before they are made. */
export const changes = {
  selected: (n: number) => count(n, { one: '# selected', other: '# selected' }),
  selection: 'Selected participants',
  select: (id: string) => `Select ${id}`,
  selectAll: 'Select all shown',
  clear: 'Clear selection',
  setRole: 'Set role',
  remove: 'Remove',
  copyCsv: 'Copy as CSV',
  copiedCsv: (n: number) => `${count(n, people)} copied as CSV`,
  titleRole: (role: string) => `Make them ${role}?`,
  titleRemove: 'Remove these participants?',
  added: (n: number) => count(n, { one: '# added', other: '# added' }),
  changed: (n: number) => count(n, { one: '# role changes', other: '# roles change' }),
  removed: (n: number) => count(n, { one: '# removed', other: '# removed' }),
  same: (n: number) => count(n, { one: '# stays as it is', other: '# stay as they are' }),
  nothing: 'Nothing changes: everybody is as wanted already.',
  staysAs: (role: string) => `in the room already as ${role}`,
  becomes: (before: string, after: string) => `${before} → ${after}`,
  replace: 'Replace the list',
  replaceHint: 'Removes everybody who is not among the pasted ids.',
  apply: (n: number) => (n === 0 ? 'Apply' : count(n, { one: 'Apply # change', other: 'Apply # changes' })),
  done: (n: number) => count(n, { one: '# change made', other: '# changes made' }),
  list: 'What will change',
  nobodySet: (n: number) => count(n, { one: 'One participant was not added or changed', other: '# participants were not added or changed' }),
  nobodyRemoved: (n: number) => count(n, { one: 'One participant was not removed', other: '# participants were not removed' }),
  before: (n: number) => count(n, { one: '# change was made before.', other: '# changes were made before.' }),
  noneBefore: 'No change was made before.',
};
