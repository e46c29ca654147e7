import assert from 'node:assert/strict';
import { test } from 'vitest';
import { createIdentifierFromRawId, RoomsClient } from 'acs-rooms';
import { RoomsEmulator } from 'acs-rooms/emulator';
import { apiPath, CALLS_KEPT, lastAttempt, WireLog } from './log.svelte.ts';

const USER = '8:acs:bbbcbc1e-9f06-482a-b5d8-20e3f26ef0cd_45ab2481-1c1c-4005-be24-0ffb879b1130';

function setUp() {
  const emulator = new RoomsEmulator();
  const log = new WireLog();
  const client = new RoomsClient(emulator.connectionString, {
    ...log.hooks,
    fetch: log.watch(emulator.fetch),
    retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 5 },
  });
  return { emulator, log, client };
}

const shown = (log: WireLog) => log.calls.map(({ method, path, outcome, attempts }) => [method, path.replace(/\?.*/, ''), outcome, attempts.map(({ status, failure }) => status ?? failure)]);

test('a call is there with its body, its ids and its time', async () => {
  const { log, client } = setUp();
  const room = await client.createRoom({ participants: [{ id: createIdentifierFromRawId(USER), role: 'Presenter' }] });
  await client.getRoom(room.id);
  assert.deepEqual(shown(log), [
    ['GET', `/rooms/${room.id}`, 'succeeded', [200]],
    ['POST', '/rooms', 'succeeded', [201]],
  ]);
  const created = log.calls[1];
  assert.match(created?.path ?? '', /^\/rooms\?api-version=\d{4}-\d\d-\d\d$/);
  assert.deepEqual(JSON.parse(created?.body ?? ''), { participants: { [USER]: { role: 'Presenter' } } });
  assert.match(created?.clientRequestId ?? '', /^[0-9a-f-]{36}$/);
  const last = created && lastAttempt(created);
  assert.ok((last?.durationInMs ?? -1) >= 0);
  assert.ok(last?.requestId);
  assert.equal(log.calls[0]?.body, undefined);
});

test('attempts of a call are together, and what failed counts as failed', async () => {
  const { emulator, log, client } = setUp();
  emulator.injectFault({ kind: 'status', status: 429, retryAfterInMs: 2, retryAfterForm: 'ms', count: 2 });
  await client.createRoom();
  assert.deepEqual(shown(log), [['POST', '/rooms', 'succeeded', [429, 429, 201]]]);
  assert.ok((log.calls[0]?.attempts[0]?.retryInMs ?? 0) >= 2);
  assert.equal(log.failed, 0);
  emulator.injectFault({ kind: 'status', status: 503, count: 4 });
  await assert.rejects(client.createRoom());
  await assert.rejects(client.getRoom('99480215317774646'));
  assert.deepEqual(shown(log).slice(0, 2), [
    ['GET', '/rooms/99480215317774646', 'failed', [404]],
    ['POST', '/rooms', 'failed', [503, 503, 503, 503]],
  ]);
  assert.equal(log.failed, 2);
  log.clear();
  assert.deepEqual([log.calls.length, log.failed], [0, 0]);
});

test('connections that break, before the answer and in the middle of it, end a call as failed', async () => {
  for (const kind of ['resetBeforeCommit', 'resetAfterCommit', 'truncatedBody'] as const) {
    const { emulator, log, client } = setUp();
    emulator.injectFault({ kind, count: 'always' });
    await assert.rejects(client.createRoom());
    const [call] = log.calls;
    assert.equal(call?.outcome, 'failed', kind);
    assert.equal(call?.attempts.length, 4, kind);
    assert.ok(call?.attempts.every(({ failure }) => failure), kind);
  }
});

test('a call that is cancelled has ended', async () => {
  const { emulator, log, client } = setUp();
  emulator.injectFault({ kind: 'slowHeaders', delayInMs: 5_000 });
  const controller = new AbortController();
  const call = assert.rejects(client.getRoom('99480215317774646', { abortSignal: controller.signal }), { name: 'AbortError' });
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(log.calls[0]?.outcome, 'pending');
  controller.abort();
  await call;
  assert.deepEqual(shown(log), [['GET', '/rooms/99480215317774646', 'failed', ['aborted']]]);
});

test('the pages of a list are calls of their own', async () => {
  const { log, client } = setUp();
  for (let room = 0; room < 12; room += 1) await client.createRoom();
  log.clear();
  let pages = 0;
  for await (const page of client.listRooms().byPage()) pages += page.length > 0 ? 1 : 0;
  assert.ok(pages > 1);
  assert.equal(log.calls.length, pages);
  assert.ok(log.calls.every(({ method, outcome }) => method === 'GET' && outcome === 'succeeded'));
});

test('the log is bounded, and has no secret', async () => {
  const { emulator, log, client } = setUp();
  for (let call = 0; call < CALLS_KEPT + 20; call += 1) await client.listRooms().byPage().next();
  assert.equal(log.calls.length, CALLS_KEPT);
  assert.equal(log.calls[0]?.number, CALLS_KEPT + 20);
  const key = /accesskey=(.*)/.exec(emulator.connectionString)?.[1] ?? '';
  const text = JSON.stringify(log.calls);
  assert.ok(key.length > 20 && !text.includes(key) && !/Signature|HMAC/i.test(text));
});

test('the path of the API is found behind every address', () => {
  for (const [url, path] of [
    ['https://contoso.communication.azure.com/rooms?api-version=1', '/rooms?api-version=1'],
    ['http://127.0.0.1:7082/api/rooms-proxy/rooms/99/participants?a=b', '/rooms/99/participants?a=b'],
    ['https://host.example/rooms/admin/api/rooms-proxy/rooms', '/rooms'],
    ['https://host.example/rooms/99', '/rooms/99'],
    ['https://host.example/else', '/else'],
  ] as const) {
    assert.equal(apiPath(url), path);
  }
});
