// Kill -9 under load, over and over, on one data file: what was answered is there, nothing is there twice, and
// the file opens. ACS_ROOMS_KILLS=100 for the long run.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { startServer } from "../../emulator/tests/package/server.mjs";
import { signed, user, VERSION } from "../../emulator/tests/package/signing.mjs";
import { figure, randomness, setting } from "./figures.mjs";

const KILLS = setting("ACS_ROOMS_KILLS", 15);
const WORKERS = 12;
const SEED = 20_250_313;

/**
 * What the client knows of a room: its state as last answered, and the state that a change without an answer
 * would have made. `state` is undefined before creation and null after deletion.
 */
class KnownRoom {
  constructor() {
    this.request = { id: randomUUID(), at: new Date().toUTCString(), body: JSON.stringify({ participants: { [user(0)]: {} } }) };
    this.created = { pstn: false, participants: { [user(0)]: "Attendee" } };
  }

  /** Asks for the creation, again with the same repeatability id. */
  async create(server) {
    this.wanted = this.created;
    const [url, init] = signed(server.connectionString, "POST", `/rooms${VERSION}`, this.request.body);
    Object.assign(init.headers, { "repeatability-request-id": this.request.id, "repeatability-first-sent": this.request.at });
    const response = await answer(fetch(url, init), 201);
    const id = response.headers.get("location");
    assert.ok(this.id === undefined || this.id === id, "the same request made another room");
    this.id = id;
    this.settle();
  }

  async change(server, wanted, method, path, body, status) {
    this.wanted = wanted;
    await answer(server.send(method, `/rooms/${this.id}${path}${VERSION}`, body && JSON.stringify(body)), status);
    this.settle();
  }

  settle() {
    this.state = this.wanted;
    this.wanted = undefined;
  }
}

/** An answer read to its end; anything but the status expected is a failure of the test, a broken connection is not. */
async function answer(promise, status) {
  const response = await promise.catch((error) => Promise.reject(Object.assign(error, { connection: true })));
  const text = await response.text().catch((error) => Promise.reject(Object.assign(error, { connection: true })));
  assert.equal(response.status, status, text);
  return response;
}

/** Makes and changes rooms of its own until the connection breaks. Returns the number of changes answered. */
async function work(server, rooms, random) {
  let answered = 0;
  const mine = [];
  try {
    for (;;) {
      const room = mine.length === 0 || random.below(4) === 0 ? new KnownRoom() : random.pick(mine);
      if (room.id === undefined) {
        rooms.push(room);
        await room.create(server);
        mine.push(room);
      } else if (random.below(6) === 0) {
        mine.splice(mine.indexOf(room), 1);
        await room.change(server, null, "DELETE", "", undefined, 204);
      } else if (random.below(2) === 0) {
        const pstn = !room.state.pstn;
        await room.change(server, { ...room.state, pstn }, "PATCH", "", { pstnDialOutEnabled: pstn }, 200);
      } else {
        const name = user(random.below(5));
        const role = random.pick(["Presenter", "Consumer", null]);
        const participants = { ...room.state.participants, [name]: role };
        if (role === null) delete participants[name];
        await room.change(server, { ...room.state, participants }, "PATCH", "/participants", { participants: { [name]: role && { role } } }, 200);
      }
      answered += 1;
    }
  } catch (error) {
    if (!error.connection) throw error;
  }
  return answered;
}

/** All rooms of the emulator by id. */
async function listed(server) {
  const all = new Map();
  for (let link = `/rooms${VERSION}`; link !== undefined; ) {
    const page = await (await server.send("GET", link)).json();
    for (const room of page.value) {
      assert.ok(!all.has(room.id), `${room.id} is listed twice`);
      all.set(room.id, room);
    }
    link = page.nextLink;
  }
  return all;
}

/** Compares the emulator with what the client knows, and settles what it could not know. */
async function check(server, rooms, touched) {
  for (const room of touched.filter((room) => room.id === undefined)) await room.create(server);
  const there = await listed(server);
  for (const room of touched) {
    const found = there.get(room.id);
    const participants = found && (await (await server.send("GET", `/rooms/${room.id}/participants${VERSION}`)).json()).value;
    const state = found
      ? { pstn: found.pstnDialOutEnabled, participants: Object.fromEntries(participants.map(({ rawId, role }) => [rawId, role])) }
      : null;
    const possible = room.wanted === undefined ? [room.state] : [room.state, room.wanted];
    assert.ok(possible.some((one) => same(one, state)), `${room.id}: ${JSON.stringify(state)}, not one of ${JSON.stringify(possible)}`);
    room.state = state;
    room.wanted = undefined;
  }
  const known = rooms.filter((room) => room.state !== null);
  assert.equal(there.size, known.length, "rooms lost or doubled");
  for (const room of known) assert.equal(there.get(room.id)?.pstnDialOutEnabled, room.state.pstn, room.id);
  return there.size;
}

/** Order does not count: a participant removed and added again stands at the end. */
function same(one, other) {
  const text = (state) => state && JSON.stringify([state.pstn, Object.entries(state.participants).sort()]);
  return text(one) === text(other);
}

test(`${KILLS} kills under load lose and double nothing`, async () => {
  const dir = mkdtempSync(join(tmpdir(), "acs-rooms-kill-"));
  const file = join(dir, "rooms.jsonl");
  const random = randomness(SEED);
  const rooms = [];
  let touched = [];
  let answered = 0;
  let unanswered = 0;
  let torn = 0;
  let left;
  let server;
  try {
    for (let round = 0; round <= KILLS; round++) {
      server = await startServer("--data", file, "--full-pages", "--quiet");
      torn += server.stderr.includes("cut short") ? 1 : 0;
      left = await check(server, rooms, touched);
      if (round === KILLS) break;
      const before = rooms.length;
      const workers = Array.from({ length: WORKERS }, (_, index) => work(server, rooms, randomness(SEED + round * WORKERS + index)));
      await new Promise((resolve) => setTimeout(resolve, 50 + random.below(350)));
      await server.kill();
      const done = await Promise.all(workers);
      answered += done.reduce((sum, one) => sum + one, 0);
      touched = rooms.slice(before);
      unanswered += touched.filter((room) => room.wanted !== undefined).length;
    }
    await server.stop();
    assert.ok(answered > KILLS * 5, `only ${answered} changes`);
    assert.ok(unanswered > 0, "no kill hit a change under way");
    figure(`${KILLS} kills: ${answered} changes answered and all there, ${unanswered} broken off, ${torn} torn lines, ${rooms.length} rooms made, ${left} left, file ${statSync(file).size} bytes`);
  } finally {
    server?.child.kill("SIGKILL");
    rmSync(dir, { recursive: true });
  }
});
