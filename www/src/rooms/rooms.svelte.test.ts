import assert from 'node:assert/strict';
import { test } from 'vitest';
import { RoomsClient, type CommunicationRoom, type Page } from 'acs-rooms';
import { RoomsEmulator } from 'acs-rooms/emulator';
import { flushSync } from 'svelte';
import { watch } from '../kit/watch.svelte.ts';
import { RoomsStore } from './rooms.svelte.ts';
import { DAY } from '../kit/durations.ts';

function connect(): RoomsClient {
  const emulator = new RoomsEmulator();
  return new RoomsClient(emulator.connectionString, { fetch: emulator.fetch, retryOptions: { maxRetries: 0 } });
}

async function filled(count: number): Promise<{ client: RoomsClient; store: RoomsStore }> {
  const client = connect();
  for (let index = 0; index < count; index += 1) await client.createRoom();
  return { client, store: new RoomsStore(() => client) };
}

test('the list is read by the screenful, newest first, until there is no more', async () => {
  const { store } = await filled(75);
  await store.refresh();
  assert.equal(store.phase, 'ready');
  assert.ok(store.rooms.length >= 30 && store.rooms.length < 75, `read ${store.rooms.length}`);
  assert.equal(store.more, true);
  await store.loadMore();
  assert.ok(store.rooms.length >= 60 && store.rooms.length < 75, `read ${store.rooms.length}`);
  await store.loadAll();
  assert.equal(store.rooms.length, 75);
  assert.equal(store.more, false);
  assert.equal(store.readingAll, false);
  assert.equal(new Set(store.rooms.map((room) => room.id)).size, 75);
  const times = store.rooms.map((room) => room.createdOn.getTime());
  assert.deepEqual(times, [...times].sort((a, b) => b - a));
});

test('a refresh reads as far as before, and finds what changed elsewhere', async () => {
  const { client, store } = await filled(75);
  await store.refresh();
  await store.loadAll();
  const gone = store.rooms[40]?.id ?? '';
  await client.deleteRoom(gone);
  const added = await client.createRoom();
  await store.refresh();
  assert.equal(store.rooms.length, 75);
  assert.equal(store.find(gone), undefined);
  assert.equal(store.rooms[0]?.id, added.id);
});

test('what is changed here is shown at once, and in its place', async () => {
  const { store } = await filled(3);
  await store.refresh();
  const created = await store.create({ pstnDialOutEnabled: true });
  assert.equal(store.rooms[0]?.id, created.id);
  const oldest = store.rooms[3]?.id ?? '';
  const updated = await store.update(oldest, { pstnDialOutEnabled: true });
  assert.equal(updated.pstnDialOutEnabled, true);
  assert.equal(store.rooms[3]?.pstnDialOutEnabled, true);
  await store.delete(created.id);
  assert.equal(store.rooms.length, 3);
  await assert.rejects(store.fetch(created.id), { name: 'RestError', statusCode: 404 });
  await assert.rejects(store.create({ validUntil: new Date(Date.now() - DAY) }), { name: 'RestError', statusCode: 400 });
  assert.equal(store.rooms.length, 3);
});

test('a room that was asked for by id joins the list where the service would list it', async () => {
  const { client, store } = await filled(2);
  const before = await client.listRooms().byPage().next();
  await store.fetch(before.value[1].id);
  await store.fetch(before.value[0].id);
  assert.deepEqual(store.rooms.map((room) => room.id), before.value.map((room: CommunicationRoom) => room.id));
});

test('a failure keeps what was read, and the next try goes on from there', async () => {
  const { client, store } = await filled(75);
  await store.refresh();
  const read = store.rooms.length;
  const listRooms = client.listRooms.bind(client);
  client.listRooms = () => {
    throw new Error('offline');
  };
  await store.loadAll();
  assert.equal(store.phase, 'failed');
  assert.equal(store.failure?.message, 'offline');
  assert.equal(store.rooms.length, read);
  client.listRooms = listRooms;
  await store.retry();
  assert.equal(store.phase, 'ready');
  assert.ok(store.rooms.length > read && store.rooms.length < 75, `read ${store.rooms.length}`);
  await store.loadAll();
  assert.equal(store.phase, 'ready');
  assert.equal(store.failure, undefined);
  assert.equal(store.rooms.length, 75);
});

test('a refresh that failed is repeated as a refresh', async () => {
  const { client, store } = await filled(3);
  await store.refresh();
  const gone = store.rooms[1]?.id ?? '';
  await client.deleteRoom(gone);
  const listRooms = client.listRooms.bind(client);
  client.listRooms = () => {
    throw new Error('offline');
  };
  await store.refresh();
  assert.equal(store.rooms.length, 3, 'what was read stays');
  client.listRooms = listRooms;
  await store.retry();
  assert.equal(store.rooms.length, 2);
  assert.equal(store.find(gone), undefined);
});

test('an older answer that comes after a newer one is dropped', async () => {
  const client = connect();
  const answers: ((rooms: CommunicationRoom[]) => void)[] = [];
  const listRooms = () => ({
    byPage: () => ({ next: () => new Promise((resolve) => answers.push((rooms) => resolve({ done: false, value: rooms as Page<CommunicationRoom> }))) }),
  });
  client.listRooms = listRooms as unknown as RoomsClient['listRooms'];
  const room = await client.createRoom();
  const store = new RoomsStore(() => client);
  const first = store.refresh();
  const second = store.refresh();
  await new Promise((resolve) => setImmediate(resolve));
  answers[1]?.([room]);
  await second;
  answers[0]?.([]);
  await first;
  assert.deepEqual(store.rooms, [room]);
  assert.equal(store.phase, 'ready');
});

test('what bulk work did is taken over at once, and a late answer does not bring a deleted room back', async () => {
  const { client, store } = await filled(75);
  await store.refresh();
  const [first, second] = store.rooms;
  const reading = store.loadMore();
  await client.deleteRoom(first?.id ?? '');
  const changed = await client.updateRoom(second?.id ?? '', { pstnDialOutEnabled: true });
  const created = [await client.createRoom(), await client.createRoom()];
  let times = -1;
  watch(() => void [store.rooms, (times += 1)]);
  store.applyMany({ put: [changed, ...created], removed: [first?.id ?? ''] });
  flushSync();
  assert.equal(times, 1);
  await reading;
  assert.equal(store.find(first?.id ?? ''), undefined);
  assert.ok(store.rooms.length > 30);
});

test('rooms made in bulk come first, newest first, and known ones keep their place', async () => {
  const { client, store } = await filled(3);
  await store.refresh();
  const before = store.rooms.map((room) => room.id);
  const created = [await client.createRoom(), await client.createRoom()];
  const changed = await client.updateRoom(before[1] ?? '', { pstnDialOutEnabled: true });
  store.applyMany({ put: [...created, changed], removed: [before[2] ?? ''] });
  assert.deepEqual(store.rooms.map((room) => room.id), [created[1]?.id, created[0]?.id, before[0], before[1]]);
  assert.equal(store.rooms[3]?.pstnDialOutEnabled, true);
});

/** Holds back the answers of one call until they are let go. */
function held<Name extends 'getRoom' | 'updateRoom'>(client: RoomsClient, name: Name): { release(which: number): void } {
  const call = client[name].bind(client) as (...given: unknown[]) => Promise<unknown>;
  const waiting: (() => void)[] = [];
  client[name] = (async (...given: unknown[]) => {
    const answer = await call(...given);
    await new Promise<void>((resolve) => waiting.push(resolve));
    return answer;
  }) as never;
  return { release: (which) => waiting[which]?.() };
}

/** Holds back every page that is read from now on. */
function heldPages(client: RoomsClient): { reached(count: number): Promise<void>; release(): void } {
  const listRooms = client.listRooms.bind(client);
  const waiting: (() => void)[] = [];
  let open = false;
  client.listRooms = ((...given: Parameters<typeof listRooms>) => {
    const list = listRooms(...given);
    const byPage = list.byPage.bind(list);
    list.byPage = ((settings: Parameters<typeof byPage>[0]) => {
      const pages = byPage(settings);
      const next = pages.next.bind(pages) as () => Promise<unknown>;
      pages.next = (async () => {
        const page = await next();
        if (!open) await new Promise<void>((resolve) => waiting.push(resolve));
        return page;
      }) as never;
      return pages;
    }) as never;
    return list;
  }) as never;
  return {
    async reached(count) {
      while (waiting.length < count) await new Promise((resolve) => setTimeout(resolve, 1));
    },
    release() {
      open = true;
      for (const go of waiting.splice(0)) go();
    },
  };
}

for (const [what, read] of [
  ['more is read', (store: RoomsStore) => store.loadMore()],
  ['all is read', (store: RoomsStore) => store.loadAll()],
  ['the list is read anew', (store: RoomsStore) => store.refresh()],
  ['a failed reading is repeated', (store: RoomsStore) => store.retry()],
] as const) {
  test(`what is changed while ${what} stays, though the answers come later`, async () => {
    const { client, store } = await filled(90);
    await store.refresh();
    if (what.startsWith('a failed')) {
      const { listRooms } = client;
      client.listRooms = () => {
        throw new Error('offline');
      };
      await store.loadMore();
      assert.equal(store.phase, 'failed');
      client.listRooms = listRooms;
    }
    const [first, second, third] = store.rooms.map((room) => room.id);
    assert.ok(first && second && third);
    const pages = heldPages(client);
    const reading = read(store);
    await pages.reached(1);
    const created = await store.create({});
    await store.update(first, { pstnDialOutEnabled: true });
    await store.delete(second);
    // As bulk work does it.
    const inBulk = [await client.createRoom(), await client.updateRoom(third, { pstnDialOutEnabled: true })];
    store.applyMany({ put: inBulk });
    pages.release();
    await reading;
    const found = (id: string) => store.rooms.find((room) => room.id === id);
    assert.ok(found(created.id), 'the created room is listed');
    assert.ok(inBulk[0] && found(inBulk[0].id), 'and the one that was created in bulk');
    assert.equal(found(first)?.pstnDialOutEnabled, true);
    assert.equal(found(third)?.pstnDialOutEnabled, true);
    assert.equal(found(second), undefined);
    await store.loadAll();
    assert.equal(store.rooms.length, 91);
    const times = store.rooms.map((room) => room.createdOn.getTime());
    assert.deepEqual(times, [...times].sort((a, b) => b - a));
  });
}

test('what somebody else changed meanwhile is taken from the answer that was asked for later', async () => {
  const { client, store } = await filled(3);
  await store.refresh();
  const id = store.rooms[1]?.id ?? '';
  await store.update(id, { pstnDialOutEnabled: true });
  await client.updateRoom(id, { pstnDialOutEnabled: false });
  await store.refresh();
  assert.equal(store.find(id)?.pstnDialOutEnabled, false);
});

test('a room that was asked for before it was changed does not undo the change', async () => {
  const { client, store } = await filled(1);
  await store.refresh();
  const id = store.rooms[0]?.id ?? '';
  const answers = held(client, 'getRoom');
  const fetched = store.fetch(id);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await store.update(id, { pstnDialOutEnabled: true });
  answers.release(0);
  assert.equal((await fetched).pstnDialOutEnabled, true);
  assert.equal(store.find(id)?.pstnDialOutEnabled, true);
});

test('of two changes whose answers come in the wrong order, neither is lost', async () => {
  const { client, store } = await filled(1);
  await store.refresh();
  const id = store.rooms[0]?.id ?? '';
  const until = new Date(Date.now() + DAY);
  const answers = held(client, 'updateRoom');
  const first = store.update(id, { pstnDialOutEnabled: true });
  await new Promise((resolve) => setTimeout(resolve, 5));
  const second = store.update(id, { validFrom: new Date(), validUntil: until });
  await new Promise((resolve) => setTimeout(resolve, 5));
  answers.release(1);
  await second;
  answers.release(0);
  await first;
  assert.equal(store.find(id)?.pstnDialOutEnabled, true);
  assert.deepEqual(store.find(id)?.validUntil, until);
});

test('bulk work that is told late does not undo what was changed since', async () => {
  const { client, store } = await filled(1);
  await store.refresh();
  const id = store.rooms[0]?.id ?? '';
  const told = { room: await client.updateRoom(id, { pstnDialOutEnabled: false }), mark: store.mark() };
  await store.update(id, { pstnDialOutEnabled: true });
  store.applyMany({ put: [told] });
  assert.equal(store.find(id)?.pstnDialOutEnabled, true);
});

test('an emulator that began anew may have rooms again that were deleted here', async () => {
  const emulator = new RoomsEmulator();
  const client = new RoomsClient(emulator.connectionString, { fetch: emulator.fetch });
  const { id } = await client.createRoom();
  const state = emulator.exportState();
  const store = new RoomsStore(() => client);
  await store.refresh();
  await store.delete(id);
  emulator.importState(state);
  await store.startOver();
  assert.deepEqual(store.rooms.map((room) => room.id), [id]);
});
