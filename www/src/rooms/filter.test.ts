import assert from 'node:assert/strict';
import { test } from 'vitest';
import { DEFAULT_QUERY, type RoomsQuery } from '../app/router.svelte.ts';
import { countStates, isRoomId, selectRooms } from './filter.ts';
import { DAY } from '../kit/durations.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
let minute = 0;
const room = (id: string, from: number, until: number) => ({
  id,
  createdOn: new Date(NOW + minute++ * 60_000),
  validFrom: new Date(NOW + from * DAY),
  validUntil: new Date(NOW + until * DAY),
  pstnDialOutEnabled: id.endsWith('4'),
});

const ROOMS = [
  room('9900000000000000121', -1, 1),
  room('99000000000000002', 2, 3),
  room('99000000000000003', -3, -1),
  room('99000000000000004', -1, 9),
  room('99000000000000005', 1, 9),
];

const order = (change: Partial<RoomsQuery>) => selectRooms(ROOMS, { ...DEFAULT_QUERY, ...change }, NOW).map((each) => each.id.slice(-1)).join('');

test('rooms are filtered and ordered', () => {
  const cases: [Partial<RoomsQuery>, string][] = [
    [{}, '54321'],
    [{ sort: 'created', descending: false }, '12345'],
    [{ sort: 'id', descending: false }, '23451'],
    [{ sort: 'validFrom', descending: false }, '34152'],
    [{ sort: 'validUntil', descending: false }, '31245'],
    [{ sort: 'validUntil', descending: true }, '54213'],
    [{ sort: 'state', descending: false }, '14523'],
    [{ state: 'scheduled' }, '52'],
    [{ state: 'expired' }, '3'],
    [{ pstn: 'on' }, '4'],
    [{ pstn: 'off', state: 'active' }, '1'],
    [{ search: '0121' }, '1'],
    [{ search: ' 99 000 000 000 000 004 ' }, '4'],
    [{ search: 'nothing' }, ''],
  ];
  for (const [change, ids] of cases) assert.equal(order(change), ids, JSON.stringify(change));
});

test('the counts follow the search and the phone filter', () => {
  assert.deepEqual(countStates(ROOMS, DEFAULT_QUERY, NOW), { all: 5, active: 2, scheduled: 2, expired: 1 });
  assert.deepEqual(countStates(ROOMS, { search: '0121', pstn: 'all' }, NOW), { all: 1, active: 1, scheduled: 0, expired: 0 });
  assert.deepEqual(countStates(ROOMS, { search: '', pstn: 'off' }, NOW), { all: 4, active: 1, scheduled: 2, expired: 1 });
});

test('only what can be an id is asked for', () => {
  for (const id of ['9948966179540823', '99489661795408231', '994896617954082312']) assert.ok(isRoomId(id), id);
  for (const id of ['', '123', '994896617954082', '9948966179540823123', '99489661795408x31']) assert.ok(!isRoomId(id), id);
});
