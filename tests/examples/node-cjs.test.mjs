// examples/node-cjs: the script, on the emulator over HTTP.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { startControlledEmulator } from "../harness/control.mjs";
import { installExample, run } from "../harness/example.mjs";

const DAY = 24 * 3_600_000;

let dir;
let emulator;

before(async () => {
  dir = installExample("node-cjs", { tools: false });
  emulator = await startControlledEmulator(dir);
});
after(() => emulator?.stop());
beforeEach(() => emulator.reset());

const script = (...args) => run(dir, "npm", ["start", "--silent", "--", ...args], { ACS_CONNECTION_STRING: emulator.connectionString });
const ending = (days) => emulator.client.createRoom({ validUntil: new Date(Date.now() + days * DAY) });

/** By how many days each room lasts longer than it did. */
async function gains(rooms) {
  const now = await Promise.all(rooms.map(({ id }) => emulator.client.getRoom(id)));
  return now.map((room, n) => (room.validUntil - rooms[n].validUntil) / DAY);
}

test("rooms that end within a week last 30 days longer, and others as long as before", async () => {
  const rooms = await Promise.all([1, 6, 8, 100].map(ending));
  const { stdout } = await script();
  assert.deepEqual(await gains(rooms), [30, 30, 0, 0]);
  assert.deepEqual(stdout.trim().split("\n").map((line) => line.split(":")[0]).sort(), [rooms[0].id, rooms[1].id].sort());
});

test("a dry run changes nothing and says the same", async () => {
  const rooms = await Promise.all([1, 8].map(ending));
  const { stdout } = await script("--dry-run", "--within", "10", "--by", "5");
  assert.equal(stdout.trim().split("\n").length, 2);
  assert.deepEqual(await gains(rooms), [0, 0]);
  assert.ok((await emulator.requests()).every(({ method }) => method !== "PATCH"));
});

test("a room that began long ago begins anew, since none lasts longer than 180 days", async () => {
  const from = Date.now() - 100 * DAY;
  const room = await emulator.client.createRoom({ validFrom: new Date(from), validUntil: new Date(from + 101 * DAY) });
  await script("--by", "100");
  assert.deepEqual(await gains([room]), [100]);
  assert.ok((await emulator.client.getRoom(room.id)).validFrom.getTime() > from);
});

test("a room that fails does not keep the others from being lengthened", async () => {
  const rooms = await Promise.all([1, 2, 3].map(ending));
  await emulator.fault({ kind: "status", status: 404, method: "PATCH" });
  await assert.rejects(script(), ({ code, stderr }) => code === 1 && /1 rooms were not lengthened/.test(stderr));
  assert.deepEqual((await gains(rooms)).sort(), [0, 30, 30]);
});

test("wrong options, and a service that is not there", async () => {
  for (const [args, words] of [[["--by", "200"], /--within and --by/], [["--within", "soon"], /--within and --by/], [["--all"], /Unknown option '--all'/]]) {
    await assert.rejects(script(...args), ({ code, stderr }) => code === 1 && words.test(stderr), args.join(" "));
  }
  await assert.rejects(run(dir, "npm", ["start", "--silent"], { ACS_CONNECTION_STRING: "" }), /set ACS_CONNECTION_STRING/);
});
