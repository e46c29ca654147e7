import assert from 'node:assert/strict';
import { test } from 'vitest';
import { RoomsClient } from 'acs-rooms';
import { RoomsEmulator } from 'acs-rooms/emulator';
import { differenceOf, isEmpty, stepsOf, type Wanted } from './difference.ts';
import { ParticipantsStore } from './participants.svelte.ts';

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

const wants = (wanted: Record<string, Wanted>) => new Map(Object.entries(wanted).map(([letter, wish]) => [USER(letter), wish]));

test('a difference is told before it is made, and made with the fewest calls', async () => {
  const { client, id, store } = await room();
  await store.add(['a', 'b', 'c', 'd'].map((letter) => ({ rawId: USER(letter), role: 'Attendee' })));
  const wanted = wants({ a: 'Presenter', b: 'Attendee', c: 'removed', e: 'Consumer', f: 'removed' });
  const difference = differenceOf(store.rows, wanted);
  const told = (changes: { rawId: string; before?: string; after?: string }[]) => changes.map(({ rawId, before, after }) => `${rawId.slice(-1)} ${before} ${after}`);
  assert.deepEqual(told(difference.added), ['e undefined Consumer']);
  assert.deepEqual(told(difference.changed), ['a Attendee Presenter']);
  assert.deepEqual(told(difference.removed), ['c Attendee undefined']);
  assert.deepEqual(told(difference.same), ['b Attendee Attendee']);
  assert.equal(difference.total, 4);
  assert.equal(difference.added[0]?.kind, 'communicationUser');

  let calls = 0;
  for (const name of ['addOrUpdateParticipants', 'removeParticipants'] as const) {
    const call = client[name].bind(client) as (...args: unknown[]) => Promise<void>;
    client[name] = ((...args: unknown[]) => ((calls += 1), call(...args))) as never;
  }
  const outcome = await store.apply(stepsOf(difference));
  assert.equal(calls, 2);
  assert.equal(outcome.failed, undefined);
  assert.deepEqual(outcome.done.map(({ kind }) => kind), ['set', 'remove']);
  assert.deepEqual(shown(store), ['a Presenter', 'b Attendee', 'd Attendee', 'e Consumer']);
  assert.deepEqual(await truth(client, id), shown(store));

  const nothing = differenceOf(store.rows, wanted);
  assert.equal(isEmpty(nothing), true);
  assert.deepEqual(stepsOf(nothing), []);
  assert.deepEqual((await store.apply([])).done, []);
});

test('a full room lets people go first', () => {
  const members = Array.from({ length: 349 }, (_, index) => ({ rawId: USER(String(index)), role: 'Attendee' as const }));
  const swap = (count: number) =>
    new Map<string, Wanted>([
      ...Array.from({ length: count }, (_, index): [string, Wanted] => [USER(`new${index}`), 'Attendee']),
      ...members.slice(0, 5).map(({ rawId }): [string, Wanted] => [rawId, 'removed']),
    ]);
  assert.deepEqual(stepsOf(differenceOf(members, swap(1))).map(({ kind }) => kind), ['set', 'remove']);
  assert.deepEqual(stepsOf(differenceOf(members, swap(2))).map(({ kind }) => kind), ['remove', 'set']);
});

test('what was done before a call failed is told, and the list shows the truth', async () => {
  const { client, id, store } = await room();
  await store.add(['a', 'b'].map((letter) => ({ rawId: USER(letter), role: 'Attendee' })));
  const wanted = wants({ a: 'removed', c: 'Presenter' });
  const removeParticipants = client.removeParticipants.bind(client);
  client.removeParticipants = () => Promise.reject(new Error('offline'));
  const outcome = await store.apply(stepsOf(differenceOf(store.rows, wanted)));
  assert.deepEqual(outcome.done.map(({ kind }) => kind), ['set']);
  assert.equal(outcome.failed?.step.kind, 'remove');
  assert.equal(outcome.failed?.failure.message, 'offline');
  assert.deepEqual(shown(store), ['a Attendee', 'b Attendee', 'c Presenter']);

  // The answer is lost, but the service has done it: the list that is read again knows.
  client.removeParticipants = async (...args) => {
    await removeParticipants(...args);
    throw new Error('connection lost');
  };
  const rest = differenceOf(store.rows, wanted);
  assert.deepEqual([rest.added.length, rest.removed.length], [0, 1], 'only the rest is left');
  const second = await store.apply(stepsOf(rest));
  assert.equal(second.failed?.failure.message, 'connection lost');
  assert.deepEqual(shown(store), ['b Attendee', 'c Presenter']);
  assert.equal(isEmpty(differenceOf(store.rows, wanted)), true);
  assert.deepEqual(await truth(client, id), shown(store));
});

/** Holds back the lists that are read from now on, with what the service said. */
function heldLists(client: RoomsClient): { release(which: number): void; reached(count: number): Promise<void> } {
  const list = client.listParticipants.bind(client);
  const waiting: (() => void)[] = [];
  client.listParticipants = ((roomId: string) =>
    (async function* () {
      const all = [];
      for await (const participant of list(roomId)) all.push(participant);
      await new Promise<void>((resolve) => waiting.push(resolve));
      yield* all;
    })()) as never;
  return {
    release: (which) => waiting[which]?.(),
    async reached(count) {
      while (waiting.length < count) await new Promise((resolve) => setTimeout(resolve, 1));
    },
  };
}

test('what is changed while the list is being read stays, though the answer comes later', async () => {
  const { client, id, store } = await room();
  await store.add(['a', 'b', 'c'].map((letter) => ({ rawId: USER(letter), role: 'Attendee' })));
  const lists = heldLists(client);
  const reading = store.load();
  await lists.reached(1);
  assert.equal(await store.setRole(USER('a'), 'Presenter'), true);
  assert.equal(await store.remove(USER('b')), true);
  await store.add([{ rawId: USER('d'), role: 'Consumer' }]);
  lists.release(0);
  await reading;
  assert.deepEqual(shown(store), ['a Presenter', 'c Attendee', 'd Consumer']);
  const after = truth(client, id);
  await lists.reached(2);
  lists.release(1);
  assert.deepEqual(await after, shown(store));
});

test('the list that is read again after a failure does not undo what was done meanwhile', async () => {
  const { client, store } = await room();
  await store.add(['a', 'b'].map((letter) => ({ rawId: USER(letter), role: 'Attendee' })));
  const lists = heldLists(client);
  const { removeParticipants } = client;
  client.removeParticipants = () => Promise.reject(new Error('offline'));
  const outcome = store.apply([{ kind: 'remove', rawIds: [USER('b')] }]);
  await lists.reached(1);
  client.removeParticipants = removeParticipants;
  await store.setRole(USER('a'), 'Collaborator');
  await store.remove(USER('b'));
  lists.release(0);
  assert.equal((await outcome).failed?.failure.message, 'offline');
  assert.deepEqual(shown(store), ['a Collaborator']);
});

test('a list that was asked for earlier and comes later is dropped', async () => {
  const { client, id, store } = await room();
  await store.add([{ rawId: USER('a'), role: 'Attendee' }]);
  const lists = heldLists(client);
  const first = store.load();
  await lists.reached(1);
  await client.addOrUpdateParticipants(id, [{ id: { communicationUserId: USER('b') } }]);
  const second = store.load();
  await lists.reached(2);
  lists.release(1);
  await second;
  lists.release(0);
  await first;
  assert.deepEqual(shown(store), ['a Attendee', 'b Attendee']);
});
