// What a caller may hand over: nothing that JSON would lose is taken for "not given", and nothing unread makes a call fail.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { makeProject } from "../harness/project.mjs";

const CONNECTION = "endpoint=https://contoso.communication.azure.com/;accesskey=c2VjcmV0";
const USER = { communicationUserId: "8:acs:a_b" };
const ROOM = {
  id: "99",
  createdAt: "2025-02-19T07:29:27+00:00",
  validFrom: "2025-02-19T07:29:27+00:00",
  validUntil: "2025-08-18T07:29:27+00:00",
};

let project;
let RoomsClient;
before(() => {
  project = makeProject(new URL("./fixtures", import.meta.url));
  ({ RoomsClient } = createRequire(join(project.dir, "main.js"))("acs-rooms"));
});
after(() => project?.remove());

/** A client whose requests are written down and answered with success. */
function recorded(options, body = ROOM) {
  const sent = [];
  const fetch = async (url, init) => {
    sent.push({ url, ...init, body: init.body && JSON.parse(init.body) });
    const status = init.method === "POST" ? 201 : init.method === "DELETE" ? 204 : 200;
    return status === 204 ? new Response(null, { status }) : Response.json(body, { status });
  };
  return { sent, client: new RoomsClient(CONNECTION, { fetch, ...options }) };
}

const circle = { id: USER, role: "Consumer" };
circle.meeting = { circle };
class Entity {
  get id() {
    return USER;
  }
  get role() {
    return "Consumer";
  }
}
const UUID = "1f0e6f5a-3c2b-4f7e-9a52-0c6f4e0f6b1a";

test("what JSON would leave out, or make null of, is refused", async (t) => {
  const refused = {
    "NaN as a time": [(c) => c.createRoom({ validFrom: Date.parse("garbage") }), "validFrom is not a valid time"],
    "Infinity as a time": [(c) => c.createRoom({ validUntil: Infinity }), "validUntil is not a valid time"],
    "NaN in both times": [(c) => c.updateRoom("99", { validFrom: NaN, validUntil: NaN }), "validFrom is not a valid time"],
    "a function as a time": [(c) => c.createRoom({ validFrom() {} }), "validFrom is not a valid time"],
    "a symbol as a switch": [(c) => c.createRoom({ pstnDialOutEnabled: Symbol("yes") }), "pstnDialOutEnabled must be"],
    "a function as participants": [(c) => c.createRoom({ participants() {} }), "participants must be an array"],
    "a function as a role": [(c) => c.createRoom({ participants: [{ id: USER, role: () => "x" }] }), "participants[0].role must be"],
    "NaN as first sent": [
      (c) => c.createRoom({ repeatabilityRequestId: UUID, repeatabilityFirstSent: NaN }),
      "repeatabilityFirstSent is not a valid time",
    ],
    "a big number as a room id": [(c) => c.getRoom(99n), "roomId must be a string"],
    "a Date as a room id": [(c) => c.getRoom(new Date(0)), "roomId must be a string"],
    "NaN as a time limit": [(c) => c.getRoom("99", { requestOptions: { timeout: NaN } }), "requestOptions.timeout must be a number"],
    "a function as options": [(c) => c.getRoom("99", () => {}), "options must be an object"],
    "a controller as a signal": [(c) => c.getRoom("99", { abortSignal: new AbortController() }), "abortSignal must be an AbortSignal"],
  };
  for (const [name, [act, message]] of Object.entries(refused)) {
    await t.test(name, async () => {
      const { client, sent } = recorded();
      await assert.rejects(act(client), (error) => {
        assert.ok(error instanceof TypeError || error instanceof RangeError, String(error));
        assert.ok(error.message.startsWith(message), error.message);
        return true;
      });
      assert.deepEqual(sent, []);
    });
  }
  for (const [options, message] of [
    [{ retryOptions: { maxRetries: Infinity } }, /^retryOptions.maxRetries must be a number/],
    [{ requestTimeoutInMs: NaN }, /^requestTimeoutInMs must be a number/],
    [{ httpClient: { sendRequest() {} } }, /^httpClient is not supported: give a fetch/],
    [{ additionalPolicies: [] }, /^additionalPolicies is not supported/],
    [{ proxyOptions: { host: "http://proxy" } }, /^proxyOptions is not supported/],
  ]) {
    await t.test(Object.keys(options)[0], () => assert.throws(() => recorded(options), { name: "TypeError", message }));
  }
});

test("of an argument only what is sent is read", async (t) => {
  const body = { participants: { "8:acs:a_b": { role: "Consumer" } } };
  const participants = {
    "an object in a circle": [circle],
    "a member that is no JSON": [{ id: USER, role: "Consumer", database: 5n }],
    "an entity with getters": [new Entity()],
    "a set": new Set([{ id: USER, role: "Consumer" }]),
  };
  for (const [name, list] of Object.entries(participants)) {
    await t.test(name, async () => {
      const { client, sent } = recorded();
      await client.createRoom({ participants: list });
      await client.addOrUpdateParticipants("99", list);
      await client.removeParticipants("99", list);
      assert.deepEqual(
        sent.map((request) => request.body),
        [body, body, { participants: { "8:acs:a_b": null } }],
      );
    });
  }
  await t.test("options with more in them", async () => {
    const { client, sent } = recorded({ retryOptions: { maxRetries: 1, circle } });
    await client.getRoom("99", { requestOptions: { customHeaders: { "x-mine": "1" }, circle }, circle });
    assert.equal(sent[0].headers["x-mine"], "1");
  });
});

test("a limit longer than any timer does not end the call", async () => {
  const { client } = recorded({ requestTimeoutInMs: 3e9 });
  assert.equal((await client.getRoom("99")).id, "99");
  assert.equal((await client.getRoom("99", { requestOptions: { timeout: Number.MAX_SAFE_INTEGER } })).id, "99");
});

test("an empty continuation token is none", async () => {
  const { client, sent } = recorded({}, { value: [ROOM] });
  const settings = { continuationToken: "", maxPageSize: 0 };
  const { value } = await client.listRooms().byPage(settings).next();
  assert.equal(value.length, 1);
  assert.ok(sent[0].url.endsWith("/rooms?api-version=2025-03-13"), sent[0].url);
});

test("an `onResponse` of the official client hears what it reads", async () => {
  const { client } = recorded();
  const heard = [];
  await client.getRoom("99", { onResponse: (raw) => heard.push(raw.parsedBody.id, raw.headers.toJSON()["content-type"]) });
  assert.deepEqual(heard, ["99", "application/json"]);
});

test("a token that no header can carry is not sent", async () => {
  for (const token of ["token\n", "a\nx-evil:1", "", "tokén"]) {
    const fetch = () => assert.fail("sent");
    const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
    const client = new RoomsClient("https://contoso.communication.azure.com", credential, { fetch });
    await assert.rejects(client.getRoom("99"), { code: "CREDENTIAL_ERROR", message: /^The credential gave no token: the token has/ });
  }
});
