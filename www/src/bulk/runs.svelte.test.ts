import assert from 'node:assert/strict';
import { test } from 'vitest';
import { RoomsClient, type CommunicationRoom } from 'acs-rooms';
import { RoomsEmulator } from 'acs-rooms/emulator';
import { groupFailures, toResultCsv, type RunTarget } from './results.ts';
import { BulkRuns } from './runs.svelte.ts';
import type { BulkItem } from './job.svelte.ts';
import { readCsv } from '../kit/csv.ts';
import { readImport } from './import.ts';
import { watch } from '../kit/watch.svelte.ts';
import { RoomsStore } from '../rooms/rooms.svelte.ts';
import { DAY } from '../kit/durations.ts';

const USER = '8:acs:bbbcbc1e-9f06-482a-b5d8-20e3f26ef0cd_45ab2481-1c1c-4005-be24-0ffb879b1130';

async function bench(count: number) {
  const emulator = new RoomsEmulator({ fullPages: true });
  const client = new RoomsClient(emulator.connectionString, { fetch: emulator.fetch });
  for (let index = 0; index < count; index += 1) await client.createRoom({ validUntil: new Date(Date.now() + DAY) });
  const store = new RoomsStore(() => client);
  await store.refresh();
  await store.loadAll();
  let applied = 0;
  const runs = new BulkRuns(
    async (options) => new RoomsClient(emulator.connectionString, { fetch: emulator.fetch, ...options }),
    {
      mark: () => store.mark(),
      applyMany(change) {
        applied += 1;
        store.applyMany(change);
      },
    },
    Date.now,
  );
  return { emulator, store, runs, applied: () => applied };
}

const idsOf = (rooms: readonly CommunicationRoom[]) => rooms.map((room) => room.id);

test('the list of rooms follows a run, in few steps, and is up to date when it is over', async () => {
  const { store, runs, applied } = await bench(200);
  const [kept, ...gone] = store.rooms;
  const run = runs.start({ kind: 'delete', roomIds: idsOf(gone) });
  assert.equal(runs.active, run);
  assert.throws(() => runs.start({ kind: 'delete', roomIds: [] }), /another run/);
  let listedAtEnd = -1;
  watch(() => {
    if (run.job.isOver) listedAtEnd = store.rooms.length;
  });
  await run.job.finished;
  assert.equal(runs.active, undefined);
  assert.equal(listedAtEnd, 1);
  assert.deepEqual(store.rooms, [kept]);
  assert.ok(applied() < 50, `${applied()} steps`);
});

test('the failed are told by their reasons, and run again', async () => {
  const { emulator, store, runs } = await bench(10);
  emulator.injectFault({ kind: 'status', status: 400, method: 'PATCH', count: 3 });
  const ids = [...idsOf(store.rooms), '99000000000000001'];
  const run = runs.start({ kind: 'extend', roomIds: ids, extension: { by: 7 * DAY } });
  await run.job.finished;
  assert.deepEqual([run.job.counts.done, run.job.counts.failed], [7, 4]);
  const groups = groupFailures(run.job.items);
  assert.deepEqual(groups.map(({ items, failure }) => [items.length, failure.status]), [[3, 400], [1, 404]]);
  const csv = readCsv(toResultCsv(run.job.items)).map(({ cells }) => cells);
  assert.equal(csv.length, 12);
  assert.deepEqual(csv.at(-1)?.slice(0, 6), ['99000000000000001', '', 'failed', '', 'The server cannot find the requested resource.', '404']);
  assert.notEqual(csv.at(-1)?.[7], '', 'the request id');
  const second = run.again(['failed']);
  await second.job.finished;
  assert.deepEqual([second.job.counts.total, second.job.counts.done, second.job.counts.failed], [4, 3, 1]);
  assert.deepEqual(runs.runs, [second, run]);
  const ends = store.rooms.map((room) => room.validUntil.getTime() - Date.now());
  assert.ok(ends.every((end) => end > 7.9 * DAY && end < 8.1 * DAY), `${ends}`);
});

test('what the service says about a field is the reason, not the sentence that is always the same', async () => {
  const { runs } = await bench(0);
  const plan = readImport('[{"validUntil":"2099-01-01T00:00:00Z"}]', Date.now());
  const run = runs.start({ kind: 'import', rows: plan.rows });
  await run.job.finished;
  assert.deepEqual(groupFailures(run.job.items).map(({ reason }) => reason), ['The time range is incorrect, or larger than 180 days.']);
  assert.match(toResultCsv(run.job.items), /^,1,failed,/m);
});

test('failures that differ in a number or an id are one reason', () => {
  const failed = (message: string, status = 400): BulkItem<RunTarget> => ({ value: {}, state: 'failed', retries: 0, failure: { kind: 'refused', message, status, fields: {}, report: '' } });
  const groups = groupFailures([
    failed('Gone.', 404),
    failed('A room takes at most 350 participants, not 353.'),
    failed('A room takes at most 350 participants, not 390.'),
    failed('A room takes at most 350 participants, not 356.'),
    failed('Gone.', 404),
    failed('Gone.', 410),
  ]);
  assert.deepEqual(groups.map(({ reason, items }) => [reason, items.length]), [['A room takes at most 350 participants, not …', 3], ['Gone.', 2], ['Gone.', 1]]);
});

test('an import fills the list, and its results name the new rooms', async () => {
  const { store, runs } = await bench(1);
  const run = runs.start({ kind: 'import', rows: readImport(`validUntil,participants\n${`,${USER}\n`.repeat(30)}`, Date.now()).rows });
  await run.job.finished;
  assert.equal(store.rooms.length, 31);
  assert.ok(run.job.items.every(({ value }) => store.find(value.roomId ?? '')));
  assert.match(toResultCsv(run.job.items), /^\d{16,18},2,done,/m);
});

test('an export whose participants could not all be read is completed by running the failed again', async () => {
  const { emulator, store, runs } = await bench(20);
  emulator.injectFault({ kind: 'invalidJson', method: 'GET', path: '/rooms/*/participants', count: 3 });
  const run = runs.start({ kind: 'export', rooms: store.rooms });
  await run.job.finished;
  assert.equal(run.records().length, 17);
  const second = run.again(['failed']);
  await second.job.finished;
  assert.deepEqual(idsOf(second.records().map(({ room }) => room)), idsOf(store.rooms), 'in the order of the list');
});
