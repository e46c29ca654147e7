// Each fault of the emulator over a real connection: what is repeated, when, and what the caller learns.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { all, rejection, startService } from "./service.mjs";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let service;
before(async () => (service = await startService()));
after(() => service?.stop());
beforeEach(() => service.reset());

/** Milliseconds between the first two requests that the emulator logged. */
async function gap() {
  const [first, second] = await service.requests();
  return second.atInMs - first.atInMs;
}

// A Retry-After in seconds is rounded up; one as a date has whole seconds and may be up to one earlier.
for (const status of [429, 503, 500]) {
  for (const [form, asked, least] of [["seconds", 900, 950], ["date", 2000, 900], ["ms", 300, 290], ["xMs", 300, 290]]) {
    test(`${status} that asks to wait, in the form ${form}`, async () => {
      const client = service.client();
      const { id } = await client.createRoom();
      await service.clearRequests();
      await service.inject({ kind: "status", status, retryAfterInMs: asked, retryAfterForm: form });
      assert.equal((await client.getRoom(id)).id, id);
      const waited = await gap();
      assert.ok(waited >= least && waited < asked + 1500, `waited ${waited} ms`);
    });
  }
}

for (const form of ["seconds", "date", "ms", "xMs"]) {
  test(`a longer wait than allowed is told at once, in the form ${form}`, async () => {
    const client = service.client({ retryOptions: { maxRetryDelayInMs: 1000 } });
    await service.inject({ kind: "status", status: 429, retryAfterInMs: 90_000, retryAfterForm: form });
    const error = await rejection(client.getRoom("99999999999999999"));
    assert.equal(error.statusCode, 429);
    assert.ok(error.retryAfterInMs > 88_000 && error.retryAfterInMs <= 90_000, String(error.retryAfterInMs));
    assert.equal((await service.requests()).length, 1);
  });
}

test("429 without a wait is repeated too", async () => {
  await service.inject({ kind: "status", status: 429 });
  await service.client().createRoom();
  assert.deepEqual((await service.requests()).map((request) => request.status), [429, 201]);
});

const retried = [
  ...[408, 500, 502, 503, 504].map((status) => ({ kind: "status", status })),
  { kind: "htmlPage", status: 502 },
  { kind: "resetBeforeCommit" },
  { kind: "resetAfterCommit" },
  { kind: "truncatedBody" },
];
for (const fault of retried) {
  const name = `${fault.kind} ${fault.status ?? ""}`;
  test(`${name}: three in a row are survived, by every operation`, async () => {
    const client = service.client();
    const { id } = await client.createRoom();
    const participants = [{ id: { communicationUserId: "8:acs:11111111-2222-4333-8444-555555555555_00000000-0000-4000-8000-00000000000a" } }];
    const operations = [
      () => client.createRoom(),
      () => client.updateRoom(id, { pstnDialOutEnabled: true }),
      () => client.getRoom(id),
      () => all(client.listRooms()),
      () => client.addOrUpdateParticipants(id, participants),
      () => all(client.listParticipants(id)),
      () => client.removeParticipants(id, [participants[0].id]),
      () => client.deleteRoom(id),
    ];
    for (const operation of operations) {
      await service.clearRequests();
      await service.inject({ ...fault, count: 3 });
      await operation();
      assert.equal((await service.requests()).length, 4, String(operation));
    }
    assert.equal((await all(client.listRooms())).length, 1, "rooms");
  });

  test(`${name}: four in a row are reported`, async () => {
    await service.inject({ ...fault, count: 4 });
    const error = await rejection(service.client().listRooms().next());
    assert.equal(error.name, "RestError");
    assert.equal(error.statusCode, fault.status);
    if (fault.status === undefined) {
      assert.equal(error.code, "ECONNRESET");
      assert.match(error.message, /No answer from http:\/\/127\.0\.0\.1:\d+ in 4 attempts/);
      assert.ok(error.cause instanceof Error);
    }
    assert.equal((await service.requests()).length, 4);
  });
}

test("an HTML page is quoted, not parsed", async () => {
  await service.inject({ kind: "htmlPage", status: 404 });
  const error = await rejection(service.client().listRooms().next());
  assert.equal(error.statusCode, 404);
  assert.match(error.message, /404 without an error description: <!DOCTYPE html>/);
  assert.deepEqual(error.details, {});
  assert.match(error.response.bodyAsText, /injected fault/);
});

test("broken JSON of a success is an error of its own and is not repeated", async () => {
  const client = service.client();
  await service.inject({ kind: "invalidJson" });
  const error = await rejection(client.createRoom());
  assert.deepEqual([error.name, error.code, error.statusCode], ["RestError", "PARSE_ERROR", 201]);
  assert.match(error.message, /the body is not JSON/);
  assert.equal((await service.requests()).length, 1);
});

test("what the service does not forgive is not repeated", async () => {
  for (const status of [400, 403, 404, 409, 412, 415, 501]) {
    await service.clearRequests();
    await service.inject({ kind: "status", status });
    assert.equal((await rejection(service.client().listRooms().next())).statusCode, status);
    assert.equal((await service.requests()).length, 1, String(status));
  }
});

for (const kind of ["slowHeaders", "slowBody"]) {
  test(`${kind} are waited for`, async () => {
    await service.inject({ kind, delayInMs: 300 });
    const begin = performance.now();
    await service.client().createRoom();
    assert.ok(performance.now() - begin >= 290);
    assert.equal((await service.requests()).length, 1);
  });
}

for (const skewInMs of [HOUR, -HOUR]) {
  const way = skewInMs > 0 ? "behind" : "ahead of";

  test(`a clock an hour ${way} the service's is corrected once and for all`, async () => {
    await service.inject({ kind: "skewedDate", skewInMs });
    const client = service.client();
    await client.createRoom();
    assert.deepEqual((await service.requests()).map((request) => request.status), [401, 201]);
    await service.clearRequests();
    for (let n = 0; n < 5; n += 1) await client.createRoom();
    assert.deepEqual((await service.requests()).map((request) => request.status), [201, 201, 201, 201, 201]);
  });

  test(`a second 401 says that the clock is an hour ${way} the service's`, async () => {
    await service.inject({ kind: "skewedDate", skewInMs, count: 1 }, { kind: "unauthorized" });
    const error = await rejection(service.client().createRoom());
    assert.equal(error.statusCode, 401);
    assert.match(error.message, new RegExp(`this machine's clock is 60 minutes ${way} the service's`));
    assert.equal((await service.requests()).length, 2);
  });
}

// Such a clock signs well enough, but what it says of the first sending is outside of the service's five minutes.
for (const skewInMs of [10 * MINUTE, -10 * MINUTE]) {
  const way = skewInMs > 0 ? "behind" : "ahead of";

  test(`a clock ten minutes ${way} the service's makes one room of each create, also when its answer is lost`, async () => {
    await service.inject({ kind: "skewedDate", skewInMs });
    let lost = 0;
    const client = service.client({
      async fetch(url, init) {
        const response = await fetch(url, init);
        if (response.status !== 201 || lost === 3) return response;
        lost += 1;
        throw new TypeError("the answer is lost");
      },
    });
    const { id } = await client.createRoom();
    assert.deepEqual((await service.requests()).map((request) => request.status), [412, 201, 201, 201, 201]);
    assert.deepEqual((await all(client.listRooms())).map((room) => room.id), [id]);
    await service.clearRequests();
    await client.createRoom();
    assert.deepEqual((await service.requests()).map((request) => request.status), [201]);
  });
}

test("calls at the same time with a wrong clock all succeed", async () => {
  await service.inject({ kind: "skewedDate", skewInMs: HOUR });
  const client = service.client();
  const rooms = await Promise.all(Array.from({ length: 20 }, () => client.createRoom()));
  assert.equal(new Set(rooms.map((room) => room.id)).size, 20);
});

test("a clock that is set right later is followed back", async () => {
  await service.inject({ kind: "skewedDate", skewInMs: HOUR });
  const client = service.client();
  await client.createRoom();
  await service.clearFaults();
  await service.clearRequests();
  await client.createRoom();
  assert.deepEqual((await service.requests()).map((request) => request.status), [401, 201]);
});

test("401 once is reported, and the next call works", async () => {
  const client = service.client();
  await service.inject({ kind: "unauthorized" });
  const error = await rejection(client.createRoom());
  assert.deepEqual([error.statusCode, error.code], [401, "Denied"]);
  assert.equal((await service.requests()).length, 1);
  await client.createRoom();
});

test("a list that breaks half-way goes on with the last continuation token", async () => {
  const client = service.client({ retryOptions: { maxRetries: 0 } });
  for (let n = 0; n < 12; n += 1) await client.createRoom();
  const seen = [];
  let token;
  await assert.rejects(async () => {
    for await (const page of client.listRooms().byPage()) {
      seen.push(...page);
      token = page.continuationToken;
      await service.inject({ kind: "resetBeforeCommit" });
    }
  });
  await service.clearFaults();
  const rest = (await all(client.listRooms().byPage({ continuationToken: token }))).flat();
  assert.ok(seen.length > 0 && rest.length > 0);
  assert.equal(new Set([...seen, ...rest].map((room) => room.id)).size, 12);
});

test("retries can be turned off", async () => {
  await service.inject({ kind: "status", status: 503 });
  assert.equal((await rejection(service.client({ retryOptions: { maxRetries: 0 } }).createRoom())).statusCode, 503);
  assert.equal((await service.requests()).length, 1);
});
