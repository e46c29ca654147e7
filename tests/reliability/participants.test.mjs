// Many participants in one call, the same one twice, and what the service refuses.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { RoomsClient } from "acs-rooms";
import { all, rejection, startService, user } from "./service.mjs";

const many = (count) => Array.from({ length: count }, (_, n) => ({ id: user(n), role: n % 2 ? "Attendee" : "Presenter" }));
const rawId = (n) => user(n).communicationUserId;

let service;
before(async () => (service = await startService()));
after(() => service?.stop());

test("350 in one call, created, changed and removed", async () => {
  const client = service.client();
  const { id } = await client.createRoom({ participants: many(350) });
  const found = await all(client.listParticipants(id));
  assert.deepEqual(found.map(({ id, role }) => [id.communicationUserId, role]), many(350).map((p) => [p.id.communicationUserId, p.role]));
  await service.clearRequests();
  await client.addOrUpdateParticipants(id, many(350).map((participant) => ({ ...participant, role: "Consumer" })));
  assert.ok((await all(client.listParticipants(id))).every(({ role }) => role === "Consumer"));
  await client.removeParticipants(id, many(349));
  assert.equal((await all(client.listParticipants(id))).length, 1);
  const patches = (await service.requests()).filter((request) => request.method === "PATCH");
  assert.equal(patches.length, 2, "one request for each call");
});

test("3,500 in one call leave as one request with the right body", async () => {
  const sent = [];
  const client = new RoomsClient("endpoint=https://h;accesskey=pw==", {
    fetch: async (url, init) => {
      sent.push(init);
      return new Response("{}", { status: 200 });
    },
  });
  await client.addOrUpdateParticipants("99480215317774646", many(3500));
  await client.removeParticipants("99480215317774646", many(3500));
  assert.equal(sent.length, 2);
  const [added, removed] = sent.map((init) => JSON.parse(init.body).participants);
  assert.deepEqual(Object.entries(added), many(3500).map((p) => [p.id.communicationUserId, { role: p.role }]));
  assert.deepEqual(Object.entries(removed), many(3500).map((p) => [p.id.communicationUserId, null]));
});

test("3,500 are refused by the service, and the room stays as it was", async () => {
  const client = service.client();
  const { id } = await client.createRoom({ participants: many(2) });
  await service.clearRequests();
  const error = await rejection(client.addOrUpdateParticipants(id, many(3500)));
  assert.deepEqual([error.name, error.statusCode, error.code], ["RestError", 400, "BadRequest"]);
  assert.match(error.message, /350/);
  const [request, ...others] = await service.requests();
  assert.deepEqual([request.method, request.status, others.length], ["PATCH", 400, 0]);
  assert.equal((await all(client.listParticipants(id))).length, 2);
  assert.equal((await rejection(client.createRoom({ participants: many(3500) }))).statusCode, 400);
});

test("the same one twice counts once; with two roles the call is refused before it is sent", async () => {
  const client = service.client();
  const { id } = await client.createRoom({ participants: [...many(3), ...many(3)] });
  assert.equal((await all(client.listParticipants(id))).length, 3);
  await service.clearRequests();
  const twice = [{ id: user(1) }, { id: user(2) }, { id: user(1), role: "Presenter" }];
  for (const call of [client.addOrUpdateParticipants(id, twice), client.createRoom({ participants: twice })]) {
    const error = await rejection(call);
    assert.ok(error instanceof RangeError);
    assert.match(error.message, /^participants\[2\] is the same as participants\[0\] with another role/);
  }
  assert.equal((await service.requests()).length, 0);
  await client.removeParticipants(id, [user(1), user(1), { ...user(1), rawId: rawId(1) }, user(99)]);
  assert.equal((await all(client.listParticipants(id))).length, 2);
});

test("adding, changing and leaving alone in one call", async () => {
  const client = service.client();
  const { id } = await client.createRoom({ participants: many(3) });
  await client.addOrUpdateParticipants(id, [{ id: user(0), role: "Consumer" }, { id: user(7) }]);
  const found = (await all(client.listParticipants(id))).map((p) => [p.id.communicationUserId, p.role]);
  assert.deepEqual(found, [[rawId(0), "Consumer"], [rawId(1), "Attendee"], [rawId(2), "Presenter"], [rawId(7), "Attendee"]]);
});
