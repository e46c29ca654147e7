import assert from 'node:assert/strict';
import { test } from 'vitest';
import { watch } from '../kit/watch.svelte.ts';
import { RoomsEmulator } from 'acs-rooms/emulator';
import { createRoomsProxy } from 'acs-rooms/proxy';
import { Connection } from './connection.svelte.ts';
import { failureOf, readInfo, Trouble } from './server.ts';
import { Session, takeTicket } from './session.ts';
import { WireLog } from '../wire/log.svelte.ts';

const BASE = 'http://127.0.0.1:7082/';

/** What a server answers to a path below the page's. */
type Routes = Record<string, (request: Request) => Response | Promise<Response>>;

function setUp(routes: Routes, ticket?: string) {
  const asked: string[] = [];
  const store = new Map<string, string>();
  const connection = new Connection({
    base: BASE,
    session: new Session({ getItem: (name) => store.get(name) ?? null, setItem: (name, value) => void store.set(name, value) }),
    ticket,
    listener: new WireLog(),
    fetch: async (url, init) => {
      const request = new Request(url, init);
      const path = new URL(request.url).pathname;
      asked.push(`${request.method} ${path} ${request.headers.get('authorization') ?? ''}`.trim());
      const route = Object.keys(routes).find((name) => path.startsWith(name));
      return route ? (routes[route]?.(request) ?? Response.error()) : new Response('', { status: 404 });
    },
  });
  return { connection, asked, store };
}

const info = (value: unknown) => ({ '/api/connection.json': () => Response.json(value) });

test('a static host means the emulator inside, whether it has the file or not', async () => {
  for (const routes of [info({ kind: 'embedded' }), {}]) {
    const { connection } = setUp(routes);
    const client = await connection.connect();
    assert.equal((await client.createRoom()).id.length >= 16, true);
    assert.equal(connection.phase, 'connected');
    assert.deepEqual([connection.backend?.kind, connection.isProduction], ['embedded', false]);
    // Node has no storage of a browser's kind.
    assert.equal(connection.backend?.kept, 'memoryFailed');
    assert.ok(connection.backend?.controls);
  }
});

test('what is not understood is never taken for an emulator', () => {
  for (const text of ['', '<!doctype html>', 'null', '[]', '{}', '{"kind":"proxy"}', '{"kind":"proxy","endpoint":"contoso"}', '{"kind":"emulator"}', '{"kind":"other","endpoint":"https://a.example"}']) {
    assert.throws(() => readInfo(text), { name: 'Trouble', reason: 'refused' }, text);
  }
  const endpoint = 'https://contoso.communication.azure.com/';
  assert.deepEqual(readInfo(JSON.stringify({ kind: 'proxy', endpoint })), { kind: 'proxy', endpoint, environment: 'production' });
  assert.deepEqual(readInfo(JSON.stringify({ kind: 'proxy', endpoint, environment: 'staging' })), { kind: 'proxy', endpoint, environment: 'production' });
});

test('a server that fails is no static host, and is asked again', async () => {
  let answers: Response[] = [new Response('', { status: 500 }), new Response('<html>', { status: 200 })];
  const { connection } = setUp({ '/api/connection.json': () => answers.shift() ?? Response.json({ kind: 'embedded' }) });
  const phases: string[] = [];
  watch(() => void phases.push(`${connection.phase} ${connection.trouble?.reason ?? ''}`.trim()));
  await assert.rejects(connection.connect(), { reason: 'refused' });
  await assert.rejects(connection.connect(), { reason: 'refused' });
  await connection.retry();
  assert.deepEqual(phases, ['connecting', 'failed refused', 'connecting', 'failed refused', 'connecting', 'connected']);
  answers = [];
});

test('a link is traded for the session, which goes along with every request', async () => {
  const emulator = new RoomsEmulator();
  const proxy = createRoomsProxy({ connectionString: emulator.connectionString, fetch: emulator.fetch, basePath: '/api/rooms-proxy', authorize: () => true });
  const { connection, asked, store } = setUp(
    {
      '/api/session': async (request) => Response.json({ session: `secret-for-${((await request.json()) as { ticket: string }).ticket}` }),
      ...info({ kind: 'proxy', endpoint: 'https://contoso.communication.azure.com/', environment: 'production' }),
      '/api/rooms-proxy': proxy,
    },
    'ticket',
  );
  const client = await connection.connect();
  await client.createRoom();
  assert.deepEqual(asked, ['POST /api/session', 'GET /api/connection.json Bearer secret-for-ticket', 'POST /api/rooms-proxy/rooms Bearer secret-for-ticket']);
  assert.deepEqual([connection.isProduction, connection.host], [true, 'contoso.communication.azure.com']);
  assert.equal(connection.backend?.controls, undefined);
  assert.deepEqual([...store.values()], ['secret-for-ticket']);
});

test('a link that was used leaves the session that the browser has', async () => {
  const { connection, store } = setUp(
    {
      '/api/session': () => Response.json({ error: { message: 'used' } }, { status: 403 }),
      '/api/connection.json': (request) => (request.headers.has('authorization') ? Response.json({ kind: 'emulator', endpoint: BASE }) : new Response('', { status: 401, headers: { 'x-acs-rooms-session-required': '1' } })),
    },
    'ticket',
  );
  await assert.rejects(connection.connect(), { reason: 'session' });
  store.set('acs-rooms-session', 'kept');
  const again = new Session({ getItem: (name) => store.get(name) ?? null, setItem: () => {} });
  assert.deepEqual(again.headers(), { authorization: 'Bearer kept' });
});

test('a connection that is lost, and found again', async () => {
  const emulator = new RoomsEmulator();
  const proxy = createRoomsProxy({ connectionString: emulator.connectionString, fetch: emulator.fetch, basePath: '/api/rooms-proxy', authorize: () => true });
  let mode: 'there' | 'gone' | 'strange' = 'there';
  const gate = (handle: (request: Request) => Response | Promise<Response>) => (request: Request) => {
    if (mode === 'gone') throw new TypeError('fetch failed');
    return mode === 'strange' ? new Response('', { status: 401, headers: { 'x-acs-rooms-session-required': '1' } }) : handle(request);
  };
  const { connection } = setUp({ '/api/connection.json': gate(() => Response.json({ kind: 'emulator', endpoint: BASE, kept: 'file' })), '/api/rooms-proxy': gate(proxy) });
  await connection.connect();
  const client = await connection.connectOwn({ retryOptions: { maxRetries: 0 } });
  await client.createRoom();
  assert.deepEqual([connection.trouble, connection.backend?.kept], [undefined, 'file']);
  mode = 'gone';
  await assert.rejects(client.createRoom(), { code: 'REQUEST_SEND_ERROR' });
  assert.deepEqual([connection.phase, connection.trouble?.reason], ['connected', 'unreachable']);
  mode = 'strange';
  await connection.retry();
  assert.equal(connection.trouble?.reason, 'session');
  mode = 'there';
  await connection.retry();
  assert.equal(connection.trouble, undefined);

  // What the caller cancels is no trouble of the server's.
  mode = 'gone';
  const cancelled = AbortSignal.abort();
  await assert.rejects(client.getRoom('99480215317774646', { abortSignal: cancelled }), { name: 'AbortError' });
  assert.equal(connection.trouble, undefined);
});

test('trouble is shown as every other failure', () => {
  assert.deepEqual((['unreachable', 'session', 'refused'] as const).map((reason) => failureOf(new Trouble(reason, 'why')).kind), ['unreachable', 'refused', 'refused']);
  assert.equal(failureOf(new Trouble('refused', 'why')).message, 'why');
  assert.equal(failureOf(new TypeError('fault: status must be from 400 to 599')).kind, 'input');
});

test('the ticket stays in no address', () => {
  for (const [hash, ticket, after] of [
    ['#session=abc-DEF_1', 'abc-DEF_1', '#/rooms'],
    ['#/rooms/99', undefined, '#/rooms/99'],
    ['#session=', undefined, '#session='],
    ['#session=a b', undefined, '#session=a b'],
    ['', undefined, ''],
  ] as const) {
    const location = { hash: hash as string };
    const history = { replaceState: (_data: unknown, _unused: string, url: string) => void (location.hash = url) };
    assert.equal(takeTicket({ location, history }), ticket);
    assert.equal(location.hash, after);
  }
});
