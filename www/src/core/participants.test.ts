import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RoomsClient } from 'acs-rooms';
import { RoomsEmulator } from 'acs-rooms/emulator';
import { ParticipantsStore } from './participants.ts';

const USER = (letter: string) => `8:acs:bbbcbc1e-9f06-482a-b5d8-20e3f26ef0cd_45ab2481-1c1c-4005-be24-0ffb879b113${letter}`;

async function room() {
  const emulator = new RoomsEmulator();
  const client = new RoomsClient(emulator.connectionString, { fetch: emulator.fetch, retryOptions: { maxRetries: 0 } });
  const { id } = await client.createRoom();
  const store = new ParticipantsStore(() => client, id);
  await store.load();
  return { client, id, store };
}

const shown = (store: ParticipantsStore) => store.rows.map((row) => `${row.rawId.slice(-1)} ${row.role}`);

/** What the service has, read by somebody else. */
async function truth(client: RoomsClient, id: string): Promise<string[]> {
  const store = new ParticipantsStore(() => client, id);
  await store.load();
  return shown(store);
}

test('adding, changing and removing shows what the service then has', async () => {
  const { client, id, store } = await room();
  assert.deepEqual(shown(store), []);
  await store.add([{ rawId: USER('a'), role: 'Presenter' }, { rawId: USER('b'), role: 'Attendee' }]);
  await store.add([{ rawId: USER('c'), role: 'Consumer' }, { rawId: USER('a'), role: 'Collaborator' }]);
  assert.deepEqual(shown(store), ['a Collaborator', 'b Attendee', 'c Consumer']);
  assert.deepEqual(await truth(client, id), shown(store));
  assert.equal(await store.setRole(USER('b'), 'Presenter'), true);
  assert.equal(await store.remove(USER('a')), true);
  assert.deepEqual(shown(store), ['b Presenter', 'c Consumer']);
  assert.deepEqual(await truth(client, id), shown(store));
  assert.ok(store.rows.every((row) => !row.busy && !row.failure));
});

test('a refusal of one participant is shown in that row, and nothing else changes', async () => {
  const { client, id, store } = await room();
  await store.add([{ rawId: USER('a'), role: 'Presenter' }, { rawId: USER('b'), role: 'Attendee' }]);
  await client.deleteRoom(id);
  assert.equal(await store.setRole(USER('b'), 'Consumer'), false);
  assert.deepEqual(shown(store), ['a Presenter', 'b Attendee']);
  assert.equal(store.rows[0]?.failure, undefined);
  assert.equal(store.rows[1]?.failure?.status, 404);
  assert.equal(store.rows[1]?.busy, false);
  store.dismissFailure(USER('b'));
  assert.equal(store.rows[1]?.failure, undefined);
  await assert.rejects(store.add([{ rawId: USER('c'), role: 'Attendee' }]), { statusCode: 404 });
  assert.equal(store.rows.length, 2);
});

test('a list that cannot be read says why, and can be read again', async () => {
  const { client, id } = await room();
  const store = new ParticipantsStore(() => client, id);
  const listParticipants = client.listParticipants.bind(client);
  client.listParticipants = () => {
    throw new Error('offline');
  };
  await store.load();
  assert.equal(store.phase, 'failed');
  assert.equal(store.failure?.message, 'offline');
  client.listParticipants = listParticipants;
  await store.load();
  assert.equal(store.phase, 'ready');
});
