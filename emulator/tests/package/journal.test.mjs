// The journal option of the built class: what is answered is kept, and what is not kept is not answered.
import assert from "node:assert/strict";
import { test } from "node:test";

import { openBrowserJournal, RoomsEmulator } from "../../../target/npm/acs-rooms/dist/emulator-node.js";
import { signed, user, VERSION } from "./signing.mjs";

const ROOMS = `/rooms${VERSION}`;

function emulatorAndSend(journal) {
  const emulator = new RoomsEmulator({ journal });
  const send = (...args) => emulator.fetch(...signed(emulator.connectionString, ...args));
  return { emulator, send };
}

function memoryJournal() {
  const lines = [];
  return {
    lines,
    read: () => [...lines],
    append: (line) => void lines.push(line),
    replace: (fresh) => void lines.splice(0, lines.length, ...fresh),
  };
}

const count = async (send) => (await (await send("GET", ROOMS)).json()).value.length;

test("carries rooms from one emulator to the next, and is compacted there", async () => {
  const journal = memoryJournal();
  const first = emulatorAndSend(journal);
  const id = (await first.send("POST", ROOMS, `{"participants":{"${user(1)}":{"role":"Presenter"}}}`)).headers.get("location");
  await first.send("GET", ROOMS);
  assert.equal(journal.lines.length, 1);
  for (const pstnDialOutEnabled of [true, false, true]) {
    await first.send("PATCH", `/rooms/${id}${VERSION}`, JSON.stringify({ pstnDialOutEnabled }));
  }
  assert.equal(journal.lines.length, 4);
  const second = emulatorAndSend(journal);
  assert.equal(journal.lines.length, 1);
  const room = await (await second.send("GET", `/rooms/${id}${VERSION}`)).json();
  assert.equal(room.pstnDialOutEnabled, true);
  const participants = await (await second.send("GET", `/rooms/${id}/participants${VERSION}`)).json();
  assert.deepEqual(participants, { value: [{ rawId: user(1), role: "Presenter" }] });
  second.emulator.regenerateKey("primary");
  assert.doesNotMatch(journal.lines.join(), /key/i);
  assert.equal(second.emulator.reset(), undefined);
  assert.equal(journal.lines.length, 0);
});

test("what is no journal is refused", () => {
  for (const [words, lines] of [
    [/entry 1 is not a change/, ["{}"]],
    [/entry 2 is not a change.*: it is no line of text/, ['{"change":"timeAdvanced","byInMs":1}', 5]],
    [/entry 2 is not a change.*: it is no line of text/, ['{"change":"timeAdvanced","byInMs":1}', '{"change":"timeAdvanced",\n"byInMs":1}']],
    [/entry 1 is not a change/, [""]],
    [/entry 2 is not a change.*: byInMs must be 0 or more/, ['{"change":"timeAdvanced","byInMs":1}', '{"change":"timeAdvanced","byInMs":-1}']],
    [/must return an array/, "text"],
  ]) {
    assert.throws(() => new RoomsEmulator({ journal: { ...memoryJournal(), read: () => lines } }), words);
  }
});

test("a journal whose entries cannot follow on each other is refused, with the entry and what is wrong", async () => {
  const journal = memoryJournal();
  const { send } = emulatorAndSend(journal);
  const ids = [];
  for (let i = 0; i < 2; i++) ids.push((await send("POST", ROOMS, "{}")).headers.get("location"));
  const [first, second] = journal.lines;
  const timeOf = (line) => JSON.parse(line).room.createdAt;
  for (const [words, lines] of [
    [`entry 3 .*: room\\.id: there is a room ${ids[0]} already`, [first, second, first]],
    [`entry 2 .*: room\\.createdAt is that of the room ${ids[0]} too`, [first, second.replace(timeOf(second), timeOf(first))]],
    [`entry 2 .*: room\\.id: the room ${ids[0]} was deleted before`, [JSON.stringify({ change: "roomDeleted", id: ids[0] }), first]],
    [`entry 1 .*: id: there is no room ${ids[0]} yet`, [JSON.stringify({ change: "participantsUpdated", id: ids[0], participants: {} })]],
  ]) {
    const wrong = { ...memoryJournal(), read: () => lines, replace: () => assert.fail("a refused journal stays as it is") };
    assert.throws(() => new RoomsEmulator({ journal: wrong }), { name: "TypeError", message: new RegExp(words) }, words);
  }
});

test("what a journal calls back gets an error in words, and the change is not made", async () => {
  const calls = {
    exportState: (emulator) => emulator.exportState(),
    importState: (emulator) => emulator.importState('{"journal":"acs-rooms emulator","format":1}\n'),
    handle: (emulator) => emulator.handle({ method: "GET", target: ROOMS, scheme: "https", headers: [], body: new Uint8Array() }),
    reset: (emulator) => emulator.reset(),
    advanceTime: (emulator) => emulator.advanceTime(1),
    advancedInMs: (emulator) => emulator.advancedInMs,
    regenerateKey: (emulator) => emulator.regenerateKey("primary"),
    injectFault: (emulator) => emulator.injectFault({ kind: "status" }),
    faults: (emulator) => emulator.faults(),
    clearFaults: (emulator) => emulator.clearFaults(),
    requests: (emulator) => emulator.requests(),
    clearRequests: (emulator) => emulator.clearRequests(),
    users: (emulator) => emulator.users(),
    join: (emulator) => emulator.join({ roomId: "99480215317774646", token: "x" }),
    endpoint: (emulator) => emulator.endpoint,
    connectionString: (emulator) => emulator.connectionString,
    secondaryConnectionString: (emulator) => emulator.secondaryConnectionString,
    maxBodyInBytes: (emulator) => emulator.maxBodyInBytes,
  };
  const members = Object.getOwnPropertyNames(RoomsEmulator.prototype).filter((name) => !["constructor", "fetch", "free", "release", "__destroy_into_raw"].includes(name));
  assert.deepEqual(Object.keys(calls).sort(), members.sort(), "every member is tried");
  const atWork = { name: "TypeError", message: /^The emulator is at work: .* Call it once they have returned$/ };
  for (const [name, call] of Object.entries(calls)) {
    const journal = memoryJournal();
    let meddle = false;
    const meddling = (act) => (...args) => {
      if (meddle) call(emulator);
      return act(...args);
    };
    const { emulator, send } = emulatorAndSend({ ...journal, append: meddling(journal.append), replace: meddling(journal.replace) });
    await send("POST", ROOMS, "{}");
    const before = emulator.exportState();
    meddle = true;
    await assert.rejects(send("POST", ROOMS, "{}"), atWork, name);
    assert.throws(() => emulator.advanceTime(1), atWork, name);
    assert.throws(() => emulator.reset(), atWork, name);
    assert.throws(() => emulator.importState(before), atWork, name);
    meddle = false;
    assert.equal(emulator.exportState(), before, name);
    assert.deepEqual([await count(send), journal.lines.length, emulator.faults()], [1, 1, []], name);
  }
  // What waits for its turn may be called: it comes after the change.
  let listed;
  const journal = memoryJournal();
  const { emulator, send } = emulatorAndSend({ ...journal, append: (line) => { listed ??= fetch(...list); journal.append(line); } });
  const { fetch } = emulator;
  const list = signed(emulator.connectionString, "GET", ROOMS);
  await send("POST", ROOMS, "{}");
  assert.equal((await (await listed).json()).value.length, 1);
  assert.equal(emulator.advancedInMs, 0);
});

test("what append throws, the request rejects with, and the change is not made", async () => {
  const journal = memoryJournal();
  const { emulator, send } = emulatorAndSend({ ...journal, append: () => { throw new Error("disk full"); } });
  await assert.rejects(send("POST", ROOMS, "{}"), { message: "disk full" });
  assert.throws(() => emulator.advanceTime(1), { message: "disk full" });
  assert.equal(await count(send), 0);
});

test("with promises, every answer waits for what it may show", async () => {
  const journal = memoryJournal();
  const waiting = [];
  const later = (act) => (...args) => new Promise((resolve) => waiting.push(() => resolve(act(...args))));
  const { emulator, send } = emulatorAndSend({ ...journal, append: later(journal.append), replace: later(journal.replace) });
  const answered = [];
  const note = (name) => (response) => answered.push(`${name} ${response.status}`);
  const pause = () => new Promise((resolve) => setTimeout(resolve, 20));
  const all = [send("POST", ROOMS, "{}").then(note("create"))];
  await pause();
  // It is made in memory, and not kept.
  all.push(send("GET", ROOMS).then(note("list")));
  await pause();
  assert.deepEqual([answered, waiting.length], [[], 1]);
  waiting.shift()();
  await Promise.all(all);
  assert.deepEqual([answered.sort(), journal.lines.length], [["create 201", "list 200"], 1]);
  const reset = emulator.reset();
  assert.ok(reset instanceof Promise);
  waiting.shift()();
  await reset;
  assert.equal(journal.lines.length, 0);
  assert.throws(() => emulator.handle({ method: "GET", target: ROOMS, scheme: "https", headers: [], body: new Uint8Array() }), /use fetch/);
});

test("promises of the journal come to nothing, however many there were", async () => {
  const journal = memoryJournal();
  const slow = (act) => async (...args) => act(...args);
  const { emulator, send } = emulatorAndSend({ ...journal, append: slow((line) => [journal.append(line), "x".repeat(1000)]), replace: slow(journal.replace) });
  for (let i = 0; i < 50; i++) await send("POST", ROOMS, "{}");
  assert.equal(await emulator.advanceTime(1), undefined);
  assert.equal(await emulator.importState(emulator.exportState()), undefined);
  assert.equal(await emulator.reset(), undefined);
});

test("once a promise has rejected nothing is answered, until reset", async () => {
  const journal = memoryJournal();
  let broken = true;
  const append = async (line) => {
    if (broken) throw new Error("quota exceeded");
    journal.append(line);
  };
  const { emulator, send } = emulatorAndSend({ ...journal, append, replace: async (lines) => journal.replace(lines) });
  await assert.rejects(send("POST", ROOMS, "{}"), { message: "quota exceeded" });
  broken = false;
  await assert.rejects(send("GET", ROOMS), { message: "quota exceeded" });
  await assert.rejects(send("POST", ROOMS, "{}"), { message: "quota exceeded" });
  await emulator.reset();
  assert.equal(await count(send), 0);
  assert.equal((await send("POST", ROOMS, "{}")).status, 201);
  assert.equal(journal.lines.length, 1);
});

/** Gives the module a browser's globals, as far as opening goes. */
async function opening({ indexedDB, locks }) {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
  globalThis.indexedDB = indexedDB;
  try {
    return await openBrowserJournal("of-the-test");
  } finally {
    delete globalThis.indexedDB;
    if (before) Object.defineProperty(globalThis, "navigator", before);
    else delete globalThis.navigator;
  }
}

test("the browser's journal: whoever refuses the lock is named, and what was opened is closed", async () => {
  const held = { request: (_name, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))) };
  // Only what is under way keeps Node from ending.
  const alive = setTimeout(() => {}, 60_000);
  await assert.rejects(opening({ indexedDB: {}, locks: held }), { code: "JOURNAL_IN_USE" });
  clearTimeout(alive);
  const refusal = new DOMException("no locks for this document", "SecurityError");
  await assert.rejects(opening({ indexedDB: {}, locks: { request: async () => Promise.reject(refusal) } }), (error) => error === refusal);

  let isLocked = false;
  let isOpen = false;
  const locks = {
    request: async (_name, _options, use) => {
      isLocked = true;
      await use();
      isLocked = false;
    },
  };
  const failure = new Error("the store is damaged");
  const later = (request, event) => {
    setTimeout(() => request[event]());
    return request;
  };
  const getAll = () => later({ error: failure }, "onerror");
  const database = { transaction: () => ({ objectStore: () => ({ getAll }) }), close: () => (isOpen = false) };
  const indexedDB = { open: () => later({ result: database }, "onsuccess") };
  isOpen = true;
  await assert.rejects(opening({ indexedDB, locks }), (error) => error === failure);
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual([isLocked, isOpen], [false, false]);
});

test("the browser's journal says that it needs a browser", async () => {
  await assert.rejects(openBrowserJournal(), /needs IndexedDB and Web Locks/);
});
