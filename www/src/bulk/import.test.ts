import assert from 'node:assert/strict';
import { test } from 'vitest';
import { getIdentifierRawId, RoomsClient } from 'acs-rooms';
import { RoomsEmulator } from 'acs-rooms/emulator';
import { toCsv, toJson, type RoomRecord } from './export.ts';
import { countShortened, importable, readImport, type ImportProblem } from './import.ts';
import { ROLES } from '../participants/paste.ts';
import { DAY, HOUR } from '../kit/durations.ts';

const NOW = Date.parse('2026-11-23T10:00:00Z');
const USER = (last: string) => `8:acs:bbbcbc1e-9f06-482a-b5d8-20e3f26ef0cd_45ab2481-1c1c-4005-be24-0ffb879b113${last}`;

const told = (problems: readonly ImportProblem[]) =>
  problems.map(({ place, field, kind, value }) => [place && ('line' in place ? `line ${place.line}` : `entry ${place.entry}`), field, kind, value].filter((part) => part !== undefined).join(' '));

function problemsOf(text: string): string[] {
  const plan = readImport(text, NOW);
  return told([...plan.problems, ...plan.rows.flatMap((row) => row.problems)]);
}

test('a table with everything', () => {
  const plan = readImport(`validFrom,validUntil,pstnDialOutEnabled,participants\n2026-12-01T10:00:00Z,2026-12-02T10:00:00+01:00,TRUE,${USER('0')}=Presenter;${USER('1')}\n,,,\n,2026-12-24 18:00Z,0,\n`, NOW);
  assert.equal(plan.format, 'csv');
  assert.deepEqual(plan.problems, []);
  const rooms = importable(plan);
  assert.deepEqual(
    rooms.map(({ requestId, ...room }) => room),
    [
      {
        validFrom: new Date('2026-12-01T10:00:00Z'),
        validUntil: new Date('2026-12-02T09:00:00Z'),
        pstnDialOutEnabled: true,
        participants: [{ rawId: USER('0'), role: 'Presenter' }, { rawId: USER('1'), role: 'Attendee' }],
      },
      { validFrom: undefined, validUntil: new Date('2026-12-24T18:00:00Z'), pstnDialOutEnabled: false, participants: [] },
    ],
  );
  assert.equal(new Set(rooms.map((room) => room.requestId)).size, 2);
});

test('each mistake is told by line and field, and the good lines stay', () => {
  const text = [
    'ValidFrom;validUntil;pstnDialOutEnabled;participants',
    '2026-12-01T10:00:00Z;2026-12-02T10:00:00Z;yes;',
    '2026-12-01T10:00:00;2026-12-02T10:00:00Z;;',
    '2026-02-30T10:00:00Z;tomorrow;;',
    ';2026-11-22T10:00:00Z;;',
    '2026-12-02T10:00:00Z;2026-12-01T10:00:00Z;;',
    ';2027-06-01T10:00:00Z;;',
    '2027-12-01T10:00:00Z;2027-12-02T10:00:00Z;;',
    `;;;"${USER('0')}=Boss;hello;4:+14255550123;${USER('1')};${USER('1')}=Presenter"`,
    ';;',
    ';2026-12-01T10:00:00Z;false;',
  ].join('\n');
  assert.deepEqual(problemsOf(text), [
    'line 2 pstnDialOutEnabled boolean yes',
    'line 3 validFrom offset 2026-12-01T10:00:00',
    'line 4 validFrom date 2026-02-30T10:00:00Z',
    'line 4 validUntil date tomorrow',
    'line 5 validUntil endPast',
    'line 6 validUntil endBeforeStart',
    'line 7 validUntil tooLong',
    'line 8 validFrom tooFar',
    'line 9 participants role Boss',
    'line 9 participants identifier hello',
    'line 9 participants unsupported 4:+14255550123',
    `line 9 participants twice ${USER('1')}`,
  ]);
  assert.equal(importable(readImport(text, NOW)).length, 1);
});

for (const [text, problem] of [
  ['', 'empty'],
  ['validFrom,validUntil\n', 'empty'],
  ['validFrom,valid_until\n,', 'line 1 unknownColumn valid_until'],
  ['validFrom,VALIDFROM\n,', 'line 1 repeatedColumn VALIDFROM'],
  ['validFrom,validUntil\n2026-12-01T10:00:00Z', 'line 2 cells 1'],
  ['validFrom,validUntil\n"2026-12-01T10:00:00Z,', 'line 2 quote'],
  ['[]', 'empty'],
  ['{"rows":[]}', 'notRooms'],
  ['[1]', 'entry 1 noRoom'],
  ['[{"validuntil":null,"subject":"x"}]', 'entry 1 unknownField subject'],
  ['[{}, {"validUntil":5}]', 'entry 2 validUntil date 5'],
  ['[{"pstnDialOutEnabled":"maybe"}]', 'entry 1 pstnDialOutEnabled boolean maybe'],
  ['[{"participants":[{"id":"x"}]}]', 'entry 1 participants participants [{"id":"x"}]'],
  ['[{"participants":7}]', 'entry 1 participants participants 7'],
] as const) {
  test(`told: ${problem}`, () => assert.deepEqual(problemsOf(text), [problem]));
}

test('broken JSON is told in the words of the parser', () => {
  const [problem] = readImport('[{"validFrom": }]', NOW).problems;
  assert.equal(problem?.kind, 'syntax');
  assert.match(problem?.value ?? '', /JSON/);
});

test('a room takes 350 participants and no more', () => {
  const people = (count: number) => Array.from({ length: count }, (_, index) => `8:acs:r_${index}`).join(';');
  assert.deepEqual(problemsOf(`participants,validUntil\n"${people(350)}",`), []);
  assert.deepEqual(problemsOf(`participants,validUntil\n"${people(351)}",`), ['line 2 participants tooMany 351']);
});

test('participants as the REST API takes them', () => {
  const [room] = importable(readImport(JSON.stringify({ value: [{ participants: { [USER('0')]: { role: 'Consumer' }, [USER('1')]: {} } }] }), NOW));
  assert.deepEqual(room?.participants, [{ rawId: USER('0'), role: 'Consumer' }, { rawId: USER('1'), role: 'Attendee' }]);
});

/** The same numbers every time. */
function* chance(seed: number): Generator<number, never> {
  for (let state = seed; ; yield state / 2 ** 32) state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
}

test('what is exported reads back as the same rooms, whatever the ids hold', () => {
  const next = ((numbers) => (below: number) => Math.floor(numbers.next().value * below))(chance(7));
  const letters = ['%', ';', '=', '+', '-', "'", '"', ',', '@', '%3B', 'ä', ' a', 'x'];
  const records: RoomRecord[] = Array.from({ length: 300 }, (_, index) => {
    const from = NOW + next(100) * DAY + next(1000);
    const people = Array.from({ length: next(5) }, (_, person) => `8:acs:r_${Array.from({ length: 6 }, () => letters[next(letters.length)]).join('')}${person}`);
    return {
      room: { id: `99${index}`, createdOn: new Date(NOW - index), validFrom: new Date(from), validUntil: new Date(from + HOUR + next(1e9)), pstnDialOutEnabled: next(2) === 1 },
      participants: people.map((rawId) => ({ rawId, role: ROLES[next(ROLES.length)] ?? 'Attendee' })),
    };
  });
  const wanted = records.map(({ room: { validFrom, validUntil, pstnDialOutEnabled }, participants }) => ({ validFrom, validUntil, pstnDialOutEnabled, participants }));
  for (const text of [toCsv(records), toJson(records, new Date(NOW))]) {
    const plan = readImport(text, NOW);
    assert.deepEqual(told([...plan.problems, ...plan.rows.flatMap((row) => row.problems)]), []);
    assert.deepEqual(importable(plan).map(({ requestId, ...room }) => room), wanted);
  }
});

test('an export of a real list, imported into another resource, exports as the same', async () => {
  const make = () => {
    const emulator = new RoomsEmulator();
    return new RoomsClient(emulator.connectionString, { fetch: emulator.fetch });
  };
  async function exported(client: RoomsClient): Promise<RoomRecord[]> {
    const records: RoomRecord[] = [];
    for await (const room of client.listRooms()) {
      const participants = [];
      for await (const { id, role } of client.listParticipants(room.id)) participants.push({ rawId: getIdentifierRawId(id), role });
      records.push({ room, participants });
    }
    return records;
  }
  const [before, after] = [make(), make()];
  for (let index = 0; index < 40; index += 1) {
    const validFrom = new Date(Date.now() + index * HOUR);
    await before.createRoom({
      validFrom,
      validUntil: new Date(validFrom.getTime() + DAY + index),
      pstnDialOutEnabled: index % 2 === 0,
      participants: ROLES.slice(0, index % 5).map((role, person) => ({ id: { communicationUserId: USER(`${person}`) }, role })),
    });
  }
  const records = await exported(before);
  assert.equal(records.length, 40);
  for (const text of [toCsv(records), toJson(records, new Date())]) {
    for (const { requestId, participants, ...room } of importable(readImport(text, Date.now())).reverse()) {
      await after.createRoom({ ...room, participants: participants.map(({ rawId, role }) => ({ id: { communicationUserId: rawId }, role })) });
    }
  }
  const withoutIds = (list: RoomRecord[]) => JSON.parse(toJson(list, new Date(0)), (key, value: unknown) => (key === 'id' || key === 'createdAt' ? undefined : value)) as { rooms: unknown[] };
  const wanted = withoutIds(records).rooms;
  assert.deepEqual(withoutIds(await exported(after)).rooms, [...wanted, ...wanted]);
});

for (const [what, row, end] of [
  ['a start of 80 seconds before the creation', '2026-11-20T10:00:00Z,2026-11-20T09:58:40Z,2027-05-19T10:00:00Z', '2027-05-19T09:58:40.000Z'],
  ['a start of three weeks before the creation', '2026-11-20T10:00:00Z,2026-10-30T10:00:00Z,2027-05-19T10:00:00Z', '2027-04-28T10:00:00.000Z'],
  ['no time of creation, and a little more than 180 days', ',2026-11-20T09:58:40Z,2027-05-19T10:00:00Z', '2027-05-19T09:58:40.000Z'],
] as const) {
  test(`a room that the service made longer than it accepts is cut, and that is told: ${what}`, () => {
    const plan = readImport(`createdAt,validFrom,validUntil\n${row}\n`, NOW);
    assert.deepEqual(told(plan.rows.flatMap(({ problems }) => problems)), []);
    assert.deepEqual([importable(plan)[0]?.validUntil?.toISOString(), countShortened(plan)], [end, 1]);
  });
}

test('longer than the creation explains is a mistake, and what is no longer than 180 days is left alone', () => {
  assert.deepEqual(problemsOf('createdAt,validFrom,validUntil\n2026-11-20T10:00:00Z,2026-11-20T10:00:00Z,2027-05-20T10:00:00Z\n'), ['line 2 validUntil tooLong']);
  assert.deepEqual(problemsOf('createdAt,validFrom,validUntil\nyesterday,2026-11-20T10:00:00Z,2027-05-20T10:00:00Z\n'), ['line 2 validUntil tooLong']);
  const plan = readImport('validFrom,validUntil\n2026-11-20T10:00:00Z,2027-05-19T10:00:00Z\n', NOW);
  assert.equal(countShortened(plan), 0);
});

test('what the service makes of a start in the past and no end is imported from its own export', async () => {
  const emulator = new RoomsEmulator();
  const client = new RoomsClient(emulator.connectionString, { fetch: emulator.fetch });
  const room = await client.createRoom({ validFrom: new Date(Date.now() - 80_000) });
  for (const text of [toCsv([{ room, participants: [] }]), toJson([{ room, participants: [] }], new Date())]) {
    const [read] = importable(readImport(text, Date.now()));
    assert.ok(read);
    const made = await client.createRoom({ validFrom: read.validFrom, validUntil: read.validUntil });
    assert.deepEqual(made.validFrom, room.validFrom);
  }
});
