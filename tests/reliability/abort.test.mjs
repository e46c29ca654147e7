// A call that is given up, at each of its stages: it ends at once, sends nothing more and leaves nothing behind.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { getEventListeners } from "node:events";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { promisify } from "node:util";
import { all, rejection, sleep, startService } from "./service.mjs";

const ROUNDS = 20;
const LATE_MS = 30_000;
const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;

let service;
before(async () => (service = await startService()));
after(() => service?.stop());
beforeEach(() => service.reset());

const stages = {
  "before it is sent": { fault: undefined, after: undefined, sent: 0 },
  "in flight": { fault: { kind: "slowHeaders", delayInMs: LATE_MS }, after: 30, sent: 1 },
  "while the body is read": { fault: { kind: "slowBody", delayInMs: LATE_MS }, after: 30, sent: 1 },
  "in a back-off": { fault: { kind: "status", status: 503, retryAfterInMs: LATE_MS }, after: 30, sent: 1 },
};
for (const [name, stage] of Object.entries(stages)) {
  test(`aborted ${name}, ${ROUNDS} times`, async () => {
    const client = service.client();
    const before = timers();
    const latencies = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await service.clearRequests();
      if (stage.fault) await service.inject(stage.fault);
      const controller = new AbortController();
      if (stage.after === undefined) controller.abort("enough");
      let begin = performance.now();
      const settled = rejection(client.createRoom({ abortSignal: controller.signal }));
      if (stage.after !== undefined) {
        // On a loaded machine the request takes its time to arrive.
        while ((await service.requests()).length < stage.sent) await sleep(5);
        await sleep(stage.after);
        begin = performance.now();
        controller.abort("enough");
      }
      const error = await settled;
      latencies.push(performance.now() - begin);
      assert.equal(error.name, "AbortError");
      assert.equal(error.cause, "enough");
      assert.equal(getEventListeners(controller.signal, "abort").length, 0, "listeners on the caller's signal");
      assert.equal((await service.requests()).length, stage.sent);
    }
    latencies.sort((a, b) => a - b);
    console.log(`rejected after ${latencies[ROUNDS / 2].toFixed(2)} ms (median), ${latencies.at(-1).toFixed(2)} ms (longest)`);
    assert.ok(latencies[ROUNDS / 2] < 50, `median of ${latencies}`);
    assert.ok(latencies.at(-1) < 1000, `longest of ${latencies}`);
    assert.equal(timers(), before, "timers left behind");
  });
}

test("after an abort in a back-off no request leaves when the back-off would have ended", async () => {
  await service.inject({ kind: "status", status: 503, retryAfterInMs: 300, retryAfterForm: "ms", count: 2 });
  const controller = new AbortController();
  const aborted = rejection(service.client().createRoom({ abortSignal: controller.signal }));
  await sleep(100);
  controller.abort();
  assert.equal((await aborted).name, "AbortError");
  await sleep(600);
  assert.equal((await service.requests()).length, 1);
  // The same without an abort does send again.
  await service.client().createRoom();
  assert.equal((await service.requests()).length, 3);
});

test("one signal ends many calls, of every operation", async () => {
  await service.inject({ kind: "slowHeaders", delayInMs: LATE_MS, count: "always" });
  const client = service.client();
  const controller = new AbortController();
  const options = { abortSignal: controller.signal };
  const id = "99999999999999999";
  const someone = { communicationUserId: "8:acs:11111111-2222-4333-8444-555555555555_00000000-0000-4000-8000-00000000000a" };
  const calls = [
    client.createRoom(options),
    client.updateRoom(id, options),
    client.getRoom(id, options),
    client.deleteRoom(id, options),
    client.addOrUpdateParticipants(id, [{ id: someone }], options),
    client.removeParticipants(id, [someone], options),
    all(client.listRooms(options)),
    all(client.listParticipants(id, options)),
  ];
  await sleep(100);
  controller.abort();
  const results = await Promise.allSettled(calls);
  assert.deepEqual(results.map((result) => result.reason?.name), calls.map(() => "AbortError"));
  assert.equal(getEventListeners(controller.signal, "abort").length, 0);
});

const limits = {
  "the client's": (ms) => [{ requestTimeoutInMs: ms }, {}],
  "the call's": (ms) => [{}, { requestOptions: { timeout: ms } }],
  "the call's, over the client's": (ms) => [{ requestTimeoutInMs: LATE_MS }, { requestOptions: { timeout: ms } }],
};
for (const [whose, set] of Object.entries(limits)) {
  for (const [name, { fault, sent }] of Object.entries(stages).slice(1)) {
    test(`${whose} time is up ${name}`, async () => {
      const [ofClient, ofCall] = set(150);
      const before = timers();
      await service.inject(fault);
      const begin = performance.now();
      const error = await rejection(service.client(ofClient).createRoom(ofCall));
      const took = performance.now() - begin;
      assert.equal(error.name, "AbortError");
      assert.match(error.message, /no answer within 150 ms/);
      assert.ok(took >= 140 && took < 2000, `took ${took} ms`);
      assert.equal((await service.requests()).length, sent);
      assert.equal(timers(), before, "timers left behind");
    });
  }
}

test("a call in time is not disturbed, and its timer is gone", async () => {
  const before = timers();
  const controller = new AbortController();
  const client = service.client({ requestTimeoutInMs: LATE_MS });
  await client.createRoom({ abortSignal: controller.signal });
  assert.equal(timers(), before);
  assert.equal(getEventListeners(controller.signal, "abort").length, 0);
  controller.abort();
  await client.createRoom();
});

test("a program ends by itself after all this", async () => {
  const script = join(process.env.PROJECT, "give-up.mjs");
  await service.inject({ kind: "status", status: 503, retryAfterInMs: LATE_MS });
  const begin = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, [script, service.connectionString], { timeout: LATE_MS });
  assert.deepEqual(JSON.parse(stdout), ["AbortError", "fulfilled"]);
  assert.ok(performance.now() - begin < LATE_MS / 2);
});
