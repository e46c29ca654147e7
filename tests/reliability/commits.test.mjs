// A connection that breaks after the service has done its work: nothing is done twice, nothing is lost.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { all, header, startService, user } from "./service.mjs";

let service;
before(async () => (service = await startService(["--full-pages"])));
after(() => service?.stop());
beforeEach(() => service.reset());

const CREATES = 1000;
const broken = (count = 1) => ({ kind: "resetAfterCommit", method: "POST", count });

test(`${CREATES} creates, each broken off after the commit, make ${CREATES} rooms`, async () => {
  const client = service.client();
  const ids = new Set();
  let sent = 0;
  for (let n = 0; n < CREATES; n += 1) {
    // Every twentieth is broken off twice; each of those costs the retry budget more than the success gives back.
    await service.inject(broken(n % 20 === 0 ? 2 : 1));
    const { id } = await client.createRoom({ participants: [{ id: user(n) }] });
    ids.add(id);
    if (n % 100 === 99) {
      const posts = (await service.requests()).filter((request) => request.method === "POST");
      sent += posts.length;
      assert.equal(posts.filter((request) => request.fault === "resetAfterCommit").length, 105);
      await service.clearRequests();
    }
  }
  const listed = await all(client.listRooms());
  assert.equal(sent, CREATES * 2 + CREATES / 20, "requests that reached the service");
  assert.equal(ids.size, CREATES, "different rooms returned");
  assert.equal(listed.length, CREATES, "rooms listed");
  assert.ok(listed.every((room) => ids.has(room.id)));
});

test("without the repeatability headers the same faults make two rooms of each create", async () => {
  // Shows that the test above can fail.
  const careless = (url, init) => {
    const headers = Object.fromEntries(Object.entries(init.headers).filter(([name]) => !name.startsWith("repeatability-")));
    return fetch(url, { ...init, headers });
  };
  const client = service.client({ fetch: careless });
  for (let n = 0; n < 20; n += 1) {
    await service.inject(broken());
    await client.createRoom();
  }
  assert.equal((await all(client.listRooms())).length, 40);
});

test("a job that died can be repeated under its id, also by another client", async () => {
  const options = { repeatabilityRequestId: crypto.randomUUID(), repeatabilityFirstSent: new Date() };
  await service.inject(broken(4));
  await assert.rejects(service.client().createRoom(options), { code: "ECONNRESET" });
  const first = await service.client().createRoom(options);
  const second = await service.client().createRoom(options);
  assert.equal(first.id, second.id);
  assert.equal((await all(service.client().listRooms())).length, 1);
});

test("a job that is repeated when the service has forgotten it is refused, and makes no second room", async () => {
  const client = service.client();
  const options = { repeatabilityRequestId: crypto.randomUUID(), repeatabilityFirstSent: new Date() };
  await service.inject(broken(4));
  await assert.rejects(client.createRoom(options), { code: "ECONNRESET" });
  await service.advanceTime(6 * 60_000);
  await assert.rejects(client.createRoom(options), { statusCode: 412 });
  assert.equal((await all(client.listRooms())).length, 1);
  // Time put forward is no wrong clock: what is new is made.
  await client.createRoom();
  assert.equal((await all(client.listRooms())).length, 2);
});

test("every attempt is signed anew under the same ids", async () => {
  // Dates have whole seconds, so the wait must be longer.
  await service.inject({ kind: "resetAfterCommit" }, { kind: "status", status: 503, retryAfterInMs: 1100, retryAfterForm: "ms" });
  const seen = [];
  const recording = (url, init) => {
    seen.push(init.headers);
    return fetch(url, init);
  };
  await service.client({ fetch: recording }).createRoom();
  const different = (name) => new Set(seen.map((headers) => headers[name])).size;
  assert.equal(seen.length, 3);
  for (const name of ["repeatability-request-id", "repeatability-first-sent", "x-ms-client-request-id"]) {
    assert.equal(different(name), 1, name);
  }
  assert.ok(seen[0]["repeatability-request-id"]);
  assert.notEqual(seen[2]["x-ms-date"], seen[1]["x-ms-date"]);
  assert.notEqual(seen[2].authorization, seen[1].authorization);
  const logged = await service.requests();
  assert.deepEqual(logged.map((request) => request.status), [undefined, 503, 201]);
  assert.equal(new Set(logged.map((request) => header(request, "repeatability-request-id"))).size, 1);
});

test("updates, participants and deletes survive it too", async () => {
  const client = service.client();
  const { id } = await client.createRoom({ participants: [{ id: user(1), role: "Presenter" }] });
  const once = { kind: "resetAfterCommit" };
  await service.inject(once);
  assert.equal((await client.updateRoom(id, { pstnDialOutEnabled: true })).pstnDialOutEnabled, true);
  await service.inject(once);
  await client.addOrUpdateParticipants(id, [{ id: user(2) }]);
  await service.inject(once);
  await client.removeParticipants(id, [user(1)]);
  const [participant, ...others] = await all(client.listParticipants(id));
  assert.deepEqual([participant.id.communicationUserId, others.length], [user(2).communicationUserId, 0]);
  await service.inject(once);
  assert.equal(await client.deleteRoom(id), undefined);
  assert.equal((await all(client.listRooms())).length, 0);
});
