import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { test } from 'vitest';
import { createIdentifierFromRawId, RoomsClient } from 'acs-rooms';
import * as client from 'acs-rooms';
import { RoomsEmulator } from 'acs-rooms/emulator';
import { snippet } from './snippets.ts';
import { WireLog, type WireCall } from './log.svelte.ts';

const user = (digit: number) => createIdentifierFromRawId(`8:acs:bbbcbc1e-9f06-482a-b5d8-20e3f26ef0cd_45ab2481-1c1c-4005-be24-0ffb879b113${digit}`);
const ENDPOINT = 'https://contoso.communication.azure.com/';

/** One call of each operation, as the log has it. */
async function everyOperation(): Promise<{ calls: WireCall[]; emulator: RoomsEmulator }> {
  const emulator = new RoomsEmulator({ endpoint: ENDPOINT });
  const log = new WireLog();
  const rooms = new RoomsClient(emulator.connectionString, { ...log.hooks, fetch: log.watch(emulator.fetch) });
  const now = Date.now();
  const { id } = await rooms.createRoom({ validFrom: new Date(now), validUntil: new Date(now + 3_600_000), pstnDialOutEnabled: true, participants: [{ id: user(1), role: 'Presenter' }, { id: user(2) }] });
  for (let room = 0; room < 8; room += 1) await rooms.createRoom();
  await rooms.getRoom(id);
  await rooms.updateRoom(id, { pstnDialOutEnabled: false });
  await rooms.updateRoom(id, { validFrom: new Date(now), validUntil: new Date(now + 7_200_000) });
  await rooms.addOrUpdateParticipants(id, [{ id: user(3), role: 'Consumer' }]);
  await rooms.removeParticipants(id, [user(1), user(2)]);
  for await (const page of rooms.listRooms().byPage()) void page;
  for await (const participant of rooms.listParticipants(id)) void participant;
  // Last, and of another room: what was copied is run again.
  await rooms.deleteRoom((await rooms.createRoom()).id);
  return { calls: [...log.calls].reverse(), emulator };
}

/** A later page of a list is copied as the list. */
const methodAndPath = ({ method, path }: { method: string; path: string }) => `${method} ${path.replace('nextLink=REDACTED&', '')}`;

test('JavaScript, run against the emulator, makes the same calls again', async () => {
  const { calls, emulator } = await everyOperation();
  const key = /accesskey=(.*)/.exec(emulator.connectionString)?.[1] ?? '';
  const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (...names: string[]) => (...values: unknown[]) => Promise<void>;
  let ran = 0;
  assert.ok(calls.some(({ path }) => path.includes('nextLink=REDACTED')), 'a later page is among them');
  for (const call of calls) {
    const code = snippet('javascript', call, ENDPOINT);
    assert.ok(!code.includes(key));
    const [, names = '', rest = ''] = /^import \{ (.*) \} from "acs-rooms";\n(.*)$/s.exec(code) ?? [];
    const log = new WireLog();
    class Client extends client.RoomsClient {
      constructor(endpoint: string, credential: client.KeyCredential) {
        super(endpoint, credential, { ...log.hooks, fetch: log.watch(emulator.fetch) });
      }
    }
    const printed: unknown[] = [];
    const given: Record<string, unknown> = { ...client, RoomsClient: Client };
    const run = new AsyncFunction(...names.split(', '), 'process', 'console', rest);
    await run(...names.split(', ').map((name) => given[name]), { env: { ACS_ACCESS_KEY: key } }, { log: (value: unknown) => printed.push(value) });
    const again = [...log.calls].reverse();
    assert.equal(again[0] && methodAndPath(again[0]), methodAndPath(call), code);
    assert.deepEqual(JSON.parse(again[0]?.body ?? 'null'), JSON.parse(call.body ?? 'null'), code);
    if (call.method === 'GET') assert.ok(printed.length > 0, code);
    ran += 1;
  }
  assert.ok(ran >= 18, `${ran} calls`);
});

test('Python can be read by Python', async () => {
  const { calls } = await everyOperation();
  const codes = calls.map((call) => snippet('python', call, ENDPOINT));
  assert.ok(codes.every((code) => code.includes('client = RoomsClient("https://contoso.communication.azure.com", AzureKeyCredential(os.environ["ACS_ACCESS_KEY"]))')));
  const parsed = execFileSync('python3', ['-c', 'import ast, json, sys\ncodes = json.load(sys.stdin)\nfor code in codes: ast.parse(code)\nprint(len(codes))'], { input: JSON.stringify(codes), encoding: 'utf8' });
  assert.equal(Number(parsed), calls.length);
});

test('Python says each operation in its own words', async () => {
  const { calls } = await everyOperation();
  const all = calls.map((call) => snippet('python', call, ENDPOINT)).join('\n');
  for (const words of [
    'client.create_room(\n    valid_from=datetime.fromisoformat("',
    'pstn_dial_out_enabled=True,',
    'role=ParticipantRole.PRESENTER)',
    'client.update_room(\n    room_id="',
    'client.get_room("',
    'client.delete_room("',
    'for room in client.list_rooms():',
    'for participant in client.list_participants("',
    'client.add_or_update_participants(',
    'client.remove_participants(',
  ]) {
    assert.ok(all.includes(words), words);
  }
});

/** Runs a curl command with a stand-in for curl that prints its arguments. */
function argumentsOfCurl(code: string, key: string): string[] {
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${code}`;
  const { stdout, stderr, status } = spawnSync('sh', ['-eu'], { input: script, encoding: 'utf8', env: { ...process.env, ACS_ACCESS_KEY: key } });
  assert.equal(status, 0, stderr);
  return stdout.split('\0').slice(0, -1);
}

test('curl, run by a shell, signs what the emulator accepts', async () => {
  const { calls, emulator } = await everyOperation();
  const key = /accesskey=(.*)/.exec(emulator.connectionString)?.[1] ?? '';
  const tried = new Set<string>();
  for (const call of calls) {
    const kind = `${call.method} ${call.path.split('?')[0]?.replace(/\d+/, '*')}`;
    if (tried.has(kind)) continue;
    tried.add(kind);
    const code = snippet('curl', call, ENDPOINT);
    assert.ok(!code.includes(key));
    const words = argumentsOfCurl(code, key);
    const url = words.find((word) => word.startsWith('https:')) ?? '';
    const headers = words.flatMap((word, index) => (words[index - 1] === '-H' ? [[word.slice(0, word.indexOf(':')), word.slice(word.indexOf(':') + 2)] as [string, string]] : []));
    const at = words.indexOf('--data-raw');
    const answer = await emulator.fetch(url, { method: words[words.indexOf('-X') + 1], headers, body: at < 0 ? undefined : words[at + 1] });
    assert.ok(answer.ok, `${kind}: ${answer.status} ${await answer.text()}`);
  }
  assert.ok(tried.size >= 7, [...tried].join(', '));
});

test('curl is given a body as it is, whatever is in it', () => {
  for (const body of [`it's`, `'; rm -rf "$HOME" #`, '$(id) `id` \\n %s', 'line\nline', '"\u{1f600}"', `''''`]) {
    const words = argumentsOfCurl(snippet('curl', { method: 'POST', path: '/rooms?api-version=1', body }, ENDPOINT), 'AAAA');
    assert.equal(words[words.indexOf('--data-raw') + 1], body);
  }
});

test('what no client can do is not offered', () => {
  assert.equal(snippet('javascript', { method: 'PUT', path: '/rooms/9' }, ENDPOINT), '');
  assert.equal(snippet('python', { method: 'GET', path: '/else' }, ENDPOINT), '');
});
