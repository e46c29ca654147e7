import assert from 'node:assert/strict';
import { test } from 'vitest';
import { RoomsClient, type CommunicationRoom } from 'acs-rooms';
import { RoomsEmulator } from 'acs-rooms/emulator';
import { addParticipants, deleteRoom, extendedEnd, extendRoom, importRoom, readRecord, removeParticipants } from './actions.ts';
import { sendingThrough } from '../connection/backend.ts';
import { BulkClient } from './client.ts';
import { BulkJob } from './job.svelte.ts';
import { toJson } from './export.ts';
import { importable, readImport } from './import.ts';
import { DAY, HOUR } from '../kit/durations.ts';

const USER = '8:acs:bbbcbc1e-9f06-482a-b5d8-20e3f26ef0cd_45ab2481-1c1c-4005-be24-0ffb879b1130';

async function bench(count: number, validFrom?: Date, validUntil?: Date) {
  const emulator = new RoomsEmulator({ fullPages: true });
  const direct = new RoomsClient(emulator.connectionString, { fetch: emulator.fetch });
  const client = new BulkClient(async ({ onSend, ...options }) => new RoomsClient(emulator.connectionString, { ...options, fetch: sendingThrough(emulator.fetch, onSend) }));
  const rooms: CommunicationRoom[] = [];
  for (let index = 0; index < count; index += 1) rooms.push(await direct.createRoom({ validFrom, validUntil }));
  const put: CommunicationRoom[] = [];
  const removed: string[] = [];
  const changes = { put: (room: CommunicationRoom) => void put.push(room), remove: (id: string) => void removed.push(id) };
  const left = async () => {
    const ids: string[] = [];
    for await (const room of direct.listRooms()) ids.push(room.id);
    return ids;
  };
  return { emulator, direct, client, rooms, ids: rooms.map((room) => room.id), changes, put, removed, left };
}

const at = (days: number) => new Date(days * DAY);

for (const [what, from, until, extension, end, note] of [
  ['from its end', 0, 10, { by: 7 * DAY }, 17, undefined],
  ['from now, when it has ended', 0, 3, { by: 7 * DAY }, 12, undefined],
  ['no further than 180 days from the start', 0, 170, { by: 30 * DAY }, 180, 'shortened'],
  ['not at all, when it is there already', 0, 180, { by: DAY }, 180, 'unchanged'],
  ['to a date', 0, 10, { to: at(20) }, 20, undefined],
  ['to a date, not beyond 180 days', 0, 10, { to: at(200) }, 180, 'shortened'],
  ['as far as possible', 0, 10, 'maximum', 180, undefined],
  ['never to a shorter time', 0, 10, { to: at(7) }, 10, 'unchanged'],
] as const) {
  test(`a room is extended ${what}`, () => {
    const result = extendedEnd({ validFrom: at(from), validUntil: at(until) }, extension, 5 * DAY);
    assert.deepEqual([result.end, result.note], [at(end), note]);
  });
}

test('extending keeps the start that the room has now, not the one that was read', async () => {
  const { client, direct, ids, changes, put } = await bench(3, undefined, new Date(Date.now() + DAY));
  const moved = await direct.updateRoom(ids[0] ?? '', { validFrom: new Date(Date.now() + HOUR), validUntil: new Date(Date.now() + 2 * HOUR) });
  const job = new BulkJob({ items: ids, run: (id, context) => extendRoom(client, context, id, { by: 7 * DAY }, changes, Date.now()) });
  await job.finished;
  assert.equal(job.counts.done, 3);
  const room = await direct.getRoom(moved.id);
  assert.deepEqual(room.validFrom, moved.validFrom);
  assert.equal(room.validUntil.getTime(), moved.validUntil.getTime() + 7 * DAY);
  assert.equal(put.length, 3);
});

test('delete: every tenth answer a 429, and still each room is gone once', async () => {
  const { client, emulator, ids, changes, removed, left } = await bench(300);
  emulator.injectFault({ kind: 'status', status: 429, retryAfterInMs: 1, retryAfterForm: 'ms', method: 'DELETE', probability: 0.1, count: 'always' });
  const job = new BulkJob({ items: ids, run: (id, context) => deleteRoom(client, context, id, changes) });
  await job.finished;
  assert.deepEqual([job.counts.done, await left()], [300, []]);
  assert.deepEqual([...removed].sort(), [...ids].sort());
  const throttled = emulator.requests().filter(({ method, status }) => method === 'DELETE' && status === 429).length;
  assert.ok(throttled > 5, `${throttled} were throttled`);
  assert.equal(job.retries, throttled);
  assert.equal(job.items.reduce((sum, item) => sum + item.retries, 0), throttled);
});

test('a room that is gone already counts as deleted, and is noted', async () => {
  const { client, ids, changes, removed } = await bench(1);
  const run = (id: string, context: Parameters<typeof deleteRoom>[1]) => deleteRoom(client, context, id, changes);
  const job = new BulkJob({ items: [ids[0] ?? '', '99000000000000000'], run });
  await job.finished;
  assert.deepEqual(job.items.map(({ state, note }) => [state, note]), [['done', undefined], ['done', 'gone']]);
  assert.equal(removed.length, 2);
});

test('a participant is added to many rooms and removed again', async () => {
  const { client, direct, ids } = await bench(4);
  const people = async (id: string) => {
    const found: string[] = [];
    for await (const { role } of direct.listParticipants(id)) found.push(role);
    return found;
  };
  await new BulkJob({ items: ids, run: (id, context) => addParticipants(client, context, id, [{ rawId: USER, role: 'Consumer' }]) }).finished;
  assert.deepEqual(await Promise.all(ids.map(people)), ids.map(() => ['Consumer']));
  const record = await new Promise<string>((resolve) => {
    void new BulkJob({ items: [ids[0] ?? ''], run: async (id, context) => resolve(toJson([await readRecord(client, context, await direct.getRoom(id))], new Date())) });
  });
  assert.deepEqual((JSON.parse(record) as { rooms: { participants: unknown }[] }).rooms[0]?.participants, [{ rawId: USER, role: 'Consumer' }]);
  await new BulkJob({ items: ids, run: (id, context) => removeParticipants(client, context, id, [USER]) }).finished;
  assert.deepEqual(await Promise.all(ids.map(people)), ids.map(() => []));
});

test('an import whose answers were lost makes no second room when the failed are run again', async () => {
  const { client, emulator, changes, left } = await bench(0);
  const rooms = importable(readImport(`validUntil,participants\n${`,${USER}\n`.repeat(20)}`, Date.now()));
  assert.equal(rooms.length, 20);
  const run = (room: (typeof rooms)[number], context: Parameters<typeof importRoom>[1]) => importRoom(client, context, room, changes);
  // The service creates the room, then answers in a way that is not repeated.
  emulator.injectFault({ kind: 'invalidJson', method: 'POST', count: 7 });
  const first = new BulkJob({ items: rooms, run });
  await first.finished;
  const failed = first.where('failed').map(({ value }) => value);
  assert.equal(failed.length, 7);
  assert.equal((await left()).length, 20);
  const second = new BulkJob({ items: failed, run });
  await second.finished;
  assert.deepEqual([second.counts.done, (await left()).length], [7, 20]);
  assert.equal(new Set(rooms.map((room) => room.roomId)).size, 20);
});

/** One room to import, what is asked of the emulator about it, and a way to run it once more. */
async function single() {
  const made = await bench(0);
  const [room] = importable(readImport(`participants\n${USER}\n`, Date.now()));
  assert.ok(room);
  const run = async () => {
    const job = new BulkJob({ items: [room], run: (value, context) => importRoom(made.client, context, value, made.changes) });
    await job.finished;
    return job.items[0];
  };
  return { ...made, room, run };
}

test('after a refusal nothing is in doubt: an import starts anew, however much later', async () => {
  const { emulator, room, run, left } = await single();
  const { requestId } = room;
  emulator.injectFault({ kind: 'status', status: 403, method: 'POST' });
  assert.equal((await run())?.failure?.status, 403);
  assert.equal(room.firstSent, undefined);
  assert.notEqual(room.requestId, requestId);
  emulator.advanceTime(6 * 60_000);
  assert.equal((await run())?.state, 'done');
  assert.deepEqual(await left(), [room.roomId]);
});

test('a refusal of a repetition leaves the first attempt in doubt', async () => {
  const { emulator, room, run, left } = await single();
  const { requestId } = room;
  emulator.injectFault({ kind: 'invalidJson', method: 'POST' });
  assert.equal((await run())?.state, 'failed');
  const { firstSent } = room;
  assert.ok(firstSent);
  // It says nothing about the attempt before it.
  emulator.injectFault({ kind: 'status', status: 403, method: 'POST' });
  assert.equal((await run())?.failure?.status, 403);
  assert.deepEqual([room.requestId, room.firstSent], [requestId, firstSent]);
  assert.equal((await run())?.state, 'done');
  assert.deepEqual(await left(), [room.roomId]);
});

test('what is in doubt is never made twice: when the service has forgotten it, that is said', async () => {
  const { emulator, room, run, left } = await single();
  emulator.injectFault({ kind: 'invalidJson', method: 'POST' });
  assert.equal((await run())?.failure?.forgotten, undefined);
  assert.equal((await left()).length, 1);
  emulator.advanceTime(6 * 60_000);
  for (const again of [1, 2]) {
    const item = await run();
    assert.deepEqual([item?.state, item?.failure?.status, item?.failure?.forgotten], ['failed', 412, true], `run again ${again}`);
  }
  assert.equal((await left()).length, 1);
  assert.equal(room.roomId, undefined);
});

test('what is in doubt is finished also where the clock of this machine is off by an hour', async () => {
  const { emulator, changes, room, left } = await single();
  emulator.injectFault({ kind: 'skewedDate', skewInMs: HOUR, count: 'always' });
  let lost = 1;
  const fetch = async (url: string, init: RequestInit) => {
    const answer = await emulator.fetch(url, init);
    if (init.method !== 'POST' || !answer.ok || lost === 0) return answer;
    lost -= 1;
    return new Response('{', { status: answer.status, headers: answer.headers });
  };
  const client = new BulkClient(async ({ onSend, ...options }) => new RoomsClient(emulator.connectionString, { ...options, fetch: sendingThrough(fetch, onSend) }));
  const run = async () => {
    const job = new BulkJob({ items: [room], run: (value, context) => importRoom(client, context, value, changes) });
    await job.finished;
    return job.items[0];
  };
  assert.equal((await run())?.state, 'failed');
  const [made] = await left();
  assert.ok(made);
  assert.deepEqual([(await run())?.state, room.roomId], ['done', made]);
  assert.equal((await left()).length, 1);
});

test('a creation that was under way at a cancel is repeated, not made anew', async () => {
  const { emulator, client, changes, room, run, left } = await single();
  const { requestId } = room;
  emulator.injectFault({ kind: 'slowHeaders', delayInMs: 300, method: 'POST' });
  const job = new BulkJob({ items: [room], run: (value, context) => importRoom(client, context, value, changes) });
  while (!emulator.requests().some(({ method }) => method === 'POST')) await new Promise((resolve) => setTimeout(resolve, 5));
  job.cancel();
  await job.finished;
  assert.equal(job.counts.interrupted, 1);
  assert.equal(room.requestId, requestId);
  assert.ok(room.firstSent);
  assert.equal((await run())?.state, 'done');
  assert.equal((await left()).length, 1);
});

test('what was under way at a cancel is told as such, and what was not begun was not sent', async () => {
  const { client, emulator, ids, changes, left } = await bench(50);
  emulator.injectFault({ kind: 'slowHeaders', delayInMs: 60_000, method: 'DELETE', count: 'always' });
  const job = new BulkJob({ items: ids, run: (id, context) => deleteRoom(client, context, id, changes) });
  while (emulator.requests().filter(({ method }) => method === 'DELETE').length < 6) await new Promise((resolve) => setTimeout(resolve, 5));
  job.cancel();
  await job.finished;
  assert.deepEqual([job.counts.done, job.counts.interrupted, job.counts.cancelled], [0, 6, 44]);
  const remaining = new Set(await left());
  assert.ok(job.where('cancelled').every(({ value }) => remaining.has(value)));
});
