// examples/scheduled in workerd, its handler called as the cron trigger does, on the emulator over HTTP.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { all } from "../cases/check.mjs";
import { startControlledEmulator } from "../harness/control.mjs";
import { installExample, sameVersion } from "../harness/example.mjs";
import { bundleOf, startWorker } from "../harness/miniflare.mjs";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let dir;
let modules;
let emulator;
let miniflare;
let worker;
let known;

before(async () => {
  dir = installExample("scheduled", { tools: false });
  modules = bundleOf(dir);
  emulator = await startControlledEmulator(dir);
});
after(async () => {
  await miniflare?.dispose();
  await emulator?.stop();
});
beforeEach(async () => {
  await miniflare?.dispose();
  await emulator.reset();
  miniflare = startWorker(dir, modules, { ACS_CONNECTION_STRING: emulator.connectionString });
  worker = await miniflare.getWorker();
  known = await miniflare.getKVNamespace("ROOMS");
});

test("it is run with the wrangler that it asks for", () =>
  sameVersion("scheduled", "wrangler"));

/** Midnight of tomorrow, UTC: none of its rooms has ended yet. */
const tomorrow = () => Math.ceil(Date.now() / DAY) * DAY;
const runAt = async (time) => (await worker.scheduled({ scheduledTime: new Date(time), cron: "0 * * * *" })).outcome;
const ids = async () => (await all(emulator.client.listRooms())).map(({ id }) => id).sort();
const noted = async () => {
  const { keys } = await known.list();
  return Object.fromEntries(await Promise.all(keys.map(async ({ name }) => [name, await known.get(name)])));
};

test("a day: two rooms, however often it runs", async () => {
  const midnight = tomorrow();
  const day = new Date(midnight).toISOString().slice(0, 10);
  for (const time of [midnight, midnight, midnight + HOUR]) assert.equal(await runAt(time), "ok");
  const rooms = await noted();
  assert.deepEqual(Object.keys(rooms), [`${day}/reception`, `${day}/stand-up`]);
  assert.deepEqual(Object.values(rooms).sort(), await ids());
  const room = await emulator.client.getRoom(rooms[`${day}/stand-up`]);
  assert.deepEqual([room.validFrom.toISOString(), room.validUntil.toISOString()], [`${day}T08:30:00.000Z`, `${day}T09:00:00.000Z`]);
});

test("rooms that have ended are not made, and those of the day before are deleted", async () => {
  const midnight = tomorrow();
  assert.equal(await runAt(midnight), "ok");
  const before = await ids();
  assert.equal(before.length, 2);
  const next = new Date(midnight + DAY).toISOString().slice(0, 10);
  // One of them is gone already, as the service's own forgetting has it.
  await emulator.client.deleteRoom(before[0]);
  assert.equal(await runAt(midnight + DAY + 10 * HOUR), "ok");
  assert.deepEqual(Object.keys(await noted()), [`${next}/reception`]);
  assert.deepEqual(await ids(), Object.values(await noted()));
});

test("a run that ends before it has noted its rooms, and one at the same time, get the same rooms", async () => {
  const midnight = tomorrow();
  assert.deepEqual(await Promise.all([runAt(midnight), runAt(midnight)]), ["ok", "ok"]);
  const before = await ids();
  for (const key of Object.keys(await noted())) await known.delete(key);
  assert.equal(await runAt(midnight), "ok");
  assert.deepEqual(await ids(), before);
  assert.deepEqual(Object.values(await noted()).sort(), before);
});

test("a service that fails makes the run fail, and the next one makes up for it", async () => {
  const midnight = tomorrow();
  // The first room is made, but its answer and those of all repetitions are lost.
  await emulator.fault({ kind: "resetAfterCommit", method: "POST", count: 8 });
  assert.equal(await runAt(midnight), "exception");
  assert.deepEqual(await noted(), {});
  await emulator.clearFaults();
  assert.equal(await runAt(midnight + HOUR), "ok");
  assert.equal((await ids()).length, 2);
  assert.deepEqual(Object.values(await noted()).sort(), await ids());
});
