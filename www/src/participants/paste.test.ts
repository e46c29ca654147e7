import assert from 'node:assert/strict';
import { test } from 'vitest';
import { isWrong, parsePaste, participantsCsv, toSend, withoutWrong } from './paste.ts';

const ONE = '8:acs:bbbcbc1e-9f06-482a-b5d8-20e3f26ef0cd_45ab2481-1c1c-4005-be24-0ffb879b1130';
const TWO = '8:acs:bbbcbc1e-9f06-482a-b5d8-20e3f26ef0cd_55ab2481-1c1c-4005-be24-0ffb879b1130';

test('ids are found whatever is between them', () => {
  for (const text of [`${ONE}\n${TWO}`, `${ONE},${TWO}`, ` ${ONE} ; ${TWO} `, `"${ONE}","${TWO}"`, `[${ONE}]\t<${TWO}>`, `${ONE}\r\n\r\n${TWO}\r\n`]) {
    assert.deepEqual(parsePaste(text).map((one) => one.rawId), [ONE, TWO], JSON.stringify(text));
  }
  assert.deepEqual(parsePaste(' \n, ;'), []);
});

test('a role after an id applies to that id alone', () => {
  const roles = (text: string) => parsePaste(text).map((one) => [one.rawId, one.role]);
  assert.deepEqual(roles(`${ONE}, Presenter\n${TWO}`), [[ONE, 'Presenter'], [TWO, undefined]]);
  assert.deepEqual(roles(`${ONE}\tconsumer ${TWO} COLLABORATOR`), [[ONE, 'Consumer'], [TWO, 'Collaborator']]);
  assert.deepEqual(roles(`${ONE}\nPresenter\n${TWO}`), [[ONE, 'Presenter'], [TWO, undefined]], 'alone on the next line');
});

test('a line that is not understood to its end adds nobody', () => {
  for (const line of [`${ONE}, Presentor`, `Presenter, ${ONE}`, `${ONE} - Presenter`, `${ONE} Presenter Attendee`, `${ONE} hello ${TWO}`, `Ann <${ONE}>`]) {
    const [before, wrong, after, ...rest] = parsePaste(`${TWO}\n ${line} \n8:acs:r_t_u`);
    assert.deepEqual([before?.verdict, before?.role, after?.verdict, rest.length], ['good', undefined, 'good', 0], line);
    assert.deepEqual([wrong?.verdict, wrong?.rawId, wrong?.line], ['unread', line, 2]);
  }
  assert.deepEqual(parsePaste('Ann Other').map((one) => [one.rawId, one.verdict]), [['Ann Other', 'unknown']]);
});

test('every id gets its kind and its verdict', () => {
  const cases = [
    { rawId: ONE, kind: 'communicationUser', verdict: 'good' },
    { rawId: '8:acs:r_t_u', kind: 'teamsExtensionUser', verdict: 'good' },
    { rawId: '8:spool:a_b', kind: 'communicationUser', verdict: 'good' },
    { rawId: '4:+14255550123', kind: 'phoneNumber', verdict: 'unsupported' },
    { rawId: '8:orgid:37691ec4-57fb-4c0f-ae31-32791610cb14', kind: 'microsoftTeamsUser', verdict: 'unsupported' },
    { rawId: '28:orgid:37691ec4-57fb-4c0f-ae31-32791610cb14', kind: 'microsoftTeamsApp', verdict: 'unsupported' },
    { rawId: 'hello', kind: 'unknown', verdict: 'unknown' },
    { rawId: '8:ACS:x', kind: 'unknown', verdict: 'unknown' },
  ];
  for (const { rawId, kind, verdict } of cases) {
    const [one] = parsePaste(rawId);
    assert.deepEqual([one?.kind, one?.verdict], [kind, verdict], rawId);
  }
});

test('who is there already, or pasted twice, is said; each is sent once', () => {
  const pasted = parsePaste(`${ONE} ${TWO} ${ONE}\nhello`, new Set([TWO]));
  assert.deepEqual(pasted.map((one) => one.verdict), ['good', 'present', 'repeated', 'unknown']);
  assert.deepEqual(toSend(pasted).map((one) => one.rawId), [ONE, TWO]);
  assert.equal(pasted.filter(isWrong).length, 1);
});

test('leaving out the wrong ones keeps the rest and their roles', () => {
  const left = withoutWrong(parsePaste(`${ONE} Presenter\nhello\n${TWO} 4:+14255550123`));
  assert.equal(left, `${ONE}, Presenter\n${TWO}`);
  assert.deepEqual(parsePaste(left).map((one) => [one.verdict, one.role]), [['good', 'Presenter'], ['good', undefined]]);
});

test('a list copied as CSV can be pasted again', () => {
  const csv = participantsCsv([
    { rawId: ONE, role: 'Presenter', kind: 'communicationUser' },
    { rawId: TWO, role: 'Consumer', kind: 'communicationUser' },
  ]);
  assert.equal(csv, `rawId,role,kind\r\n${ONE},Presenter,communicationUser\r\n${TWO},Consumer,communicationUser\r\n`);
  assert.deepEqual(parsePaste(csv).map((one) => [one.rawId, one.role, one.verdict]), [[ONE, 'Presenter', 'good'], [TWO, 'Consumer', 'good']]);
});
