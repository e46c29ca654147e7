// examples/queue in workerd, behind Miniflare's queues, on the emulator over HTTP, while many things go wrong.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { all, user } from "../cases/check.mjs";
import { startControlledEmulator } from "../harness/control.mjs";
import { installExample, sameVersion } from "../harness/example.mjs";
import { bundleOf, startWorker } from "../harness/miniflare.mjs";

const TOKEN = "token-of-the-intake";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const PATIENCE_MS = 90_000;

let dir;
let modules;
let schema;
let emulator;
let miniflare;

before(async () => {
  dir = installExample("queue", { tools: false });
  modules = bundleOf(dir);
  schema = readFileSync(join(dir, "migrations/0001_rooms.sql"), "utf8").replaceAll(/--.*$/gm, "").split(";").filter((part) => part.trim());
  emulator = await startControlledEmulator(dir);
});
after(async () => {
  await miniflare?.dispose();
  await emulator?.stop();
});
beforeEach(() => emulator.reset());

/** Keeps what comes to the dead letter queue. */
const LETTERS = {
  name: "letters",
  compatibilityDate: "2026-04-01",
  modules: true,
  kvNamespaces: ["LETTERS"],
  queueConsumers: { "meetings-dead-letters": { maxBatchTimeout: 0 } },
  script: `export default {
    async queue(batch, env) {
      for (const { id, body } of batch.messages) await env.LETTERS.put(id, JSON.stringify(body));
    },
  };`,
};

/** Puts a Worker around that of the example: the machine dies after the first delivery of each batch, before its acks. */
const DYING = `
import worker from "./worker.js";
const died = new Set();
export default {
  fetch: worker.fetch,
  async queue(batch, env, context) {
    const first = batch.messages.some(({ id }) => !died.has(id));
    if (!first) return worker.queue(batch, env, context);
    const silent = batch.messages.map(({ id, timestamp, body, attempts }) => ({ id, timestamp, body, attempts, ack() {}, retry() {} }));
    for (const { id } of silent) died.add(id);
    await worker.queue({ queue: batch.queue, messages: silent }, env, context);
    throw new Error("the machine dies");
  },
};`;
const dying = (modules) => [{ type: "ESModule", path: "dying.js", contents: DYING }, ...modules];

/** The example without its repeatability ids: a test that passes with it proves nothing. */
function forgetful(modules) {
  const [main, ...others] = modules;
  const contents = main.contents.replace(/repeatabilityRequestId: await uuidOf\(id\),\s*repeatabilityFirstSent: firstSent\b/, "");
  assert.notEqual(contents, main.contents);
  return [{ ...main, contents }, ...others];
}

async function start(modules) {
  await miniflare?.dispose();
  let log = "";
  const bindings = { ACS_CONNECTION_STRING: emulator.connectionString, INTAKE_TOKEN: TOKEN };
  miniflare = startWorker(dir, modules, bindings, { others: [LETTERS], hear: (text) => (log += text) });
  const database = await miniflare.getD1Database("DB");
  for (const statement of schema) await database.prepare(statement).run();
  const letters = await miniflare.getKVNamespace("LETTERS", "letters");
  return {
    worker: await miniflare.getWorker(),
    database,
    log: () => log,
    rows: async () => (await database.prepare("SELECT * FROM rooms ORDER BY meeting").all()).results,
    letters: async () => {
      const { keys } = await letters.list();
      return Promise.all(keys.map(({ name }) => letters.get(name, "json")));
    },
  };
}

const midnight = Math.ceil(Date.now() / DAY) * DAY;
const meeting = (n) => ({
  meeting: `meeting ${String(n).padStart(3, "0")}`,
  validFrom: new Date(midnight).toISOString(),
  validUntil: new Date(midnight + HOUR).toISOString(),
  participants: [{ id: user(n), role: "Presenter" }],
});
const meetings = (count) => Array.from({ length: count }, (_, n) => meeting(n));
const ids = async () => (await all(emulator.client.listRooms())).map(({ id }) => id).sort();

const post = (worker, body, token = TOKEN) =>
  worker.fetch("https://intake.example/", { method: "POST", headers: { authorization: `Bearer ${token}` }, body: JSON.stringify(body) });

async function until(condition, what) {
  const end = Date.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`${what()} after ${PATIENCE_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** How many requests each fault hits. */
const HITS = 30;

/** Requests that create rooms go wrong, in every way a network and a service know. */
async function trouble() {
  for (const fault of [
    { kind: "status", status: 429, retryAfterInMs: 1000 },
    { kind: "resetAfterCommit" },
    { kind: "status", status: 503, retryAfterInMs: 1000 },
    { kind: "truncatedBody" },
    { kind: "resetBeforeCommit" },
  ]) {
    await emulator.fault({ ...fault, method: "POST", path: "/rooms", count: HITS });
  }
}

/** Sends the meetings through the queue and waits until every row has its room. */
async function deliver(modules, count) {
  const queue = await start(modules);
  assert.equal((await post(queue.worker, meetings(count))).status, 202);
  let rows = [];
  await until(async () => {
    rows = await queue.rows();
    return rows.length === count && rows.every((row) => row.room_id !== null);
  }, () => `${rows.filter((row) => row.room_id !== null).length} of ${count} rooms are noted`);
  return { queue, rows };
}

test("it is run with the wrangler that it asks for", () => sameVersion("queue", "wrangler"));

test("120 messages make 120 rooms, while machines die after the commit and the service throttles and breaks off", async () => {
  await trouble();
  const { queue, rows } = await deliver(dying(modules), 120);
  assert.deepEqual(rows.map((row) => row.meeting), meetings(120).map(({ meeting }) => meeting));
  assert.deepEqual(rows.map((row) => row.room_id).sort(), await ids());
  const [participant] = await all(emulator.client.listParticipants(rows[7].room_id));
  assert.deepEqual([participant.id.communicationUserId, participant.role], [user(7).communicationUserId, "Presenter"]);
  assert.deepEqual(await queue.letters(), []);
  const faults = (await emulator.requests()).filter(({ fault }) => fault !== undefined);
  assert.equal(faults.length, 5 * HITS);
  // More than one delivery of a message met a fault, so the example's own retries were at work and not only the machine's death.
  assert.match(queue.log(), /delivery 2: RestError/);
  assert.ok(!queue.log().includes(/accesskey=(.*)/.exec(emulator.connectionString)[1]));
});

test("without repeatability ids there are more rooms than messages", async () => {
  await trouble();
  await deliver(dying(forgetful(modules)), 120);
  // A lost answer is a second room: those cut off after the commit, and those cut off in the middle.
  assert.equal((await ids()).length, 120 + 2 * HITS);
});

/** Messages as a queue delivers them. */
const message = (n, body = meeting(n), attempts = 1) => ({ id: `${n}`.padStart(32, "0"), timestamp: new Date(), attempts, body });

test("the same messages on several machines at once", async () => {
  const queue = await start(modules);
  const messages = Array.from({ length: 10 }, (_, n) => message(n));
  const outcomes = await Promise.all(Array.from({ length: 4 }, () => queue.worker.queue("meetings", messages)));
  assert.deepEqual(outcomes.map(({ outcome, retryMessages }) => [outcome, retryMessages.length]), Array(4).fill(["ok", 0]));
  assert.deepEqual((await queue.rows()).map((row) => row.room_id).sort(), await ids());
  assert.equal((await ids()).length, 10);
});

test("a delivery of what is done asks for nothing", async () => {
  const queue = await start(modules);
  await queue.worker.queue("meetings", [message(1)]);
  const before = (await emulator.requests()).length;
  const { explicitAcks } = await queue.worker.queue("meetings", [message(1, undefined, 2)]);
  assert.deepEqual(explicitAcks, [message(1).id]);
  assert.equal((await emulator.requests()).length, before);
});

test("the delay of a retry is what the service asks for", async () => {
  const queue = await start(modules);
  for (const [fault, attempts, delaySeconds] of [
    [{ kind: "status", status: 429, retryAfterInMs: 90_000 }, 1, 90],
    [{ kind: "status", status: 503, retryAfterInMs: 1500, retryAfterForm: "ms" }, 5, 2],
    [{ kind: "status", status: 429, retryAfterInMs: 10 * DAY }, 1, 12 * 60 * 60],
    [{ kind: "status", status: 429 }, 1, 2],
    [{ kind: "unauthorized" }, 2, 4],
    [{ kind: "htmlPage" }, 3, 8],
    [{ kind: "resetBeforeCommit" }, 20, 60],
  ]) {
    await emulator.fault({ method: "POST", ...fault });
    const { retryMessages, explicitAcks } = await queue.worker.queue("meetings", [message(1, undefined, attempts)]);
    assert.deepEqual([retryMessages, explicitAcks], [[{ msgId: message(1).id, delaySeconds }], []], JSON.stringify(fault));
  }
  assert.deepEqual(await queue.letters(), []);
});

test("what can never succeed becomes a dead letter at once, and the others of its batch go on", async () => {
  const queue = await start(modules);
  const letters = [
    null,
    "meeting",
    { ...meeting(1), meeting: 7 },
    { ...meeting(2), validFrom: "tomorrow" },
    { ...meeting(3), validUntil: new Date(midnight - HOUR).toISOString() },
    { ...meeting(4), participants: [{ id: { communicationUserId: "nobody" } }] },
  ];
  const bodies = [...letters, meeting(9)];
  const { outcome, retryMessages, explicitAcks } = await queue.worker.queue("meetings", bodies.map((body, n) => message(n, body)));
  assert.deepEqual([outcome, retryMessages, explicitAcks.length], ["ok", [], bodies.length]);
  await until(async () => (await queue.letters()).length === letters.length, () => "letters are missing");
  const sorted = (list) => list.map((body) => JSON.stringify(body)).sort();
  assert.deepEqual(sorted(await queue.letters()), sorted(letters));
  assert.deepEqual(await ids(), (await queue.rows()).flatMap((row) => row.room_id ?? []));
  assert.equal((await ids()).length, 1);
  assert.match(queue.log(), /validFrom/);
});

test("a message that is delivered too often becomes a dead letter", async () => {
  await emulator.fault({ kind: "status", status: 503, retryAfterInMs: 0, count: "always", method: "POST" });
  const queue = await start(modules);
  await post(queue.worker, [meeting(1)]);
  await until(async () => (await queue.letters()).length === 1, () => queue.log());
  assert.deepEqual(await queue.letters(), [meeting(1)]);
  assert.match(queue.log(), /delivery 9/);
});

test("when it is too late to know whether a request made the room, nothing is made; after a refusal, that cannot be", async () => {
  const queue = await start(modules);
  const insert = queue.database.prepare("INSERT INTO rooms (message_id, meeting, first_sent, sent) VALUES (?, ?, ?, ?)");
  const longAgo = Date.now() - 6 * MINUTE;
  await insert.bind(message(1).id, "unknown", longAgo, 1).run();
  await insert.bind(message(2).id, "refused", longAgo, 0).run();
  await queue.worker.queue("meetings", [message(1, undefined, 3), message(2, undefined, 3)]);
  await until(async () => (await queue.letters()).length === 1, () => queue.log());
  assert.deepEqual(await queue.letters(), [meeting(1)]);
  const [refused, unknown] = await queue.rows();
  assert.deepEqual([refused.meeting, [refused.room_id], unknown.room_id], ["refused", await ids(), null]);
  assert.match(queue.log(), /not within the 5 minutes window/);
});

test("a throttled request leaves no doubt", async () => {
  const queue = await start(modules);
  await emulator.fault({ kind: "status", status: 429, method: "POST" });
  await emulator.fault({ kind: "resetAfterCommit", method: "POST" });
  const sent = async () => (await queue.rows())[0].sent;
  await queue.worker.queue("meetings", [message(1)]);
  assert.equal(await sent(), 0);
  await queue.worker.queue("meetings", [message(1, undefined, 2)]);
  assert.equal(await sent(), 1);
  await queue.worker.queue("meetings", [message(1, undefined, 3)]);
  assert.deepEqual(await ids(), [(await queue.rows())[0].room_id]);
});

test("meetings with many participants go in, and one too large for a message does not", async () => {
  const queue = await start(modules);
  const crowd = (n, count) => ({ ...meeting(n), participants: Array.from({ length: count }, (_, n) => ({ id: user(n) })) });
  const list = Array.from({ length: 12 }, (_, n) => crowd(n, 300));
  const answer = await post(queue.worker, [...list, crowd(12, 2000), crowd(13, 1)]);
  assert.deepEqual([answer.status, await answer.json()], [503, { taken: 12 }]);
  await until(async () => (await ids()).length === 12, () => queue.log());
});

test("only who has the token puts meetings in", async () => {
  const queue = await start(modules);
  for (const [body, token, status] of [[[meeting(1)], "another", 401], [meeting(1), TOKEN, 400], [[], TOKEN, 202]]) {
    assert.equal((await post(queue.worker, body, token)).status, status);
  }
  assert.equal((await queue.worker.fetch("https://intake.example/")).status, 401);
  assert.deepEqual(await queue.rows(), []);
});
