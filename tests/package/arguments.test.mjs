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
let names;
let RoomsClient;
before(() => {
  project = makeProject(new URL("./fixtures", import.meta.url));
  names = createRequire(join(project.dir, "main.js"))("acs-rooms");
  ({ RoomsClient } = names);
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
    "a big number as an id": [
      (c) => c.addOrUpdateParticipants("99", [{ id: { communicationUserId: 5n } }]),
      "participants[0].id must be an identifier",
    ],
    "NaN as an id": [(c) => c.removeParticipants("99", [{ phoneNumber: NaN }]), "participants[0] must be an identifier"],
    "an object as an id": [(c) => c.removeParticipants("99", [{ phoneNumber: {} }]), "participants[0] must be an identifier"],
    "a function as a cloud": [
      (c) => c.removeParticipants("99", [{ teamsAppId: "x", cloud() {} }]),
      "participants[0].cloud must be a string",
    ],
    "a symbol as a header": [
      (c) => c.getRoom("99", { requestOptions: { customHeaders: { "x-mine": Symbol("x") } } }),
      "requestOptions.customHeaders has a name or a value",
    ],
    "a function as headers": [
      (c) => c.getRoom("99", { requestOptions: { customHeaders() {} } }),
      "requestOptions.customHeaders must be an object",
    ],
    "NaN as trace context": [(c) => c.getRoom("99", { traceContext: NaN }), "traceContext must be an object"],
    "a function as a trace": [(c) => c.getRoom("99", { traceContext: { traceparent() {} } }), "traceContext.traceparent must be"],
    "a function as a continuation token": [
      (c) => c.listRooms().byPage({ continuationToken() {} }).next(),
      "continuationToken must be a string",
    ],
    "a function as participants to add": [(c) => c.addOrUpdateParticipants("99", () => []), "participants must be an array"],
    "a text as participants": [(c) => c.createRoom({ participants: "8:acs:a_b" }), "participants must be an array"],
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
    [{ requestTimeoutInMs: NaN }, /^requestTimeoutInMs must be a number/],
    [{ requestTimeoutInMs: "5" }, /^requestTimeoutInMs must be a number/],
    [{ retryOptions: { maxRetries: 5n } }, /^retryOptions.maxRetries must be a number/],
    [{ retryOptions: { retryDelayInMs: new Date() } }, /^retryOptions.retryDelayInMs must be a number/],
    [{ retryOptions: NaN }, /^retryOptions must be an object/],
    [{ retryOptions: [] }, /^retryOptions must be an object/],
    [{ userAgentOptions: () => {} }, /^userAgentOptions must be an object/],
    [{ userAgentOptions: { userAgentPrefix: 5n } }, /^userAgentOptions.userAgentPrefix must be a string/],
    [{ apiVersion: 20250313n }, /^apiVersion must be a version/],
    [{ allowInsecureConnection: NaN }, /^allowInsecureConnection must be true or false/],
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
    const { client, sent } = recorded({ retryOptions: { maxRetries: 1, circle }, userAgentOptions: { userAgentPrefix: "app/1", circle, n: 5n } });
    const traceContext = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", span: { circle, n: 5n } };
    await client.getRoom("99", { requestOptions: { customHeaders: { "x-mine": "1" }, circle }, traceContext, circle });
    assert.equal(sent[0].headers["x-mine"], "1");
    assert.equal(sent[0].headers.traceparent, traceContext.traceparent);
    assert.match(sent[0].headers["x-ms-useragent"], /^app\/1 acs-rooms/);
  });
  await t.test("headers and maps as custom headers", async () => {
    const { client, sent } = recorded();
    const given = { "x-mine": "1", "x-other": "2" };
    for (const customHeaders of [new Headers(given), new Map(Object.entries(given))]) {
      await client.getRoom("99", { requestOptions: { customHeaders } });
      assert.deepEqual([sent.at(-1).headers["x-mine"], sent.at(-1).headers["x-other"]], ["1", "2"]);
    }
    await client.getRoom("99", { requestOptions: { customHeaders: { entries: "3", "x-mine": undefined } } });
    assert.deepEqual([sent.at(-1).headers.entries, "x-mine" in sent.at(-1).headers], ["3", false]);
  });
});

// ------------------------------------------------------------- identifiers

/** Each kind of identifier as its fields, with its raw id. */
const IDENTIFIERS = [
  [{ communicationUserId: "8:acs:a_b" }, "8:acs:a_b"],
  [{ phoneNumber: "+1425", assertedId: "x", isAnonymous: false }, "4:+1425"],
  [{ microsoftTeamsUserId: "u", cloud: "gcch", isAnonymous: false }, "8:gcch:u"],
  [{ microsoftTeamsUserId: "u", isAnonymous: true }, "8:teamsvisitor:u"],
  [{ teamsAppId: "a", cloud: "dod" }, "28:dod:a"],
  [{ userId: "u", tenantId: "t", resourceId: "r", cloud: "public" }, "8:acs:r_t_u"],
  [{ phoneNumber: "+1425", rawId: "4:+1425_x" }, "4:+1425_x"],
  [{ id: "37:x" }, "37:x"],
];
const shapes = {
  "with more in it": (fields) => {
    const object = { ...fields, count: 5n, make() {}, symbol: Symbol("x") };
    object.self = { object };
    return object;
  },
  "with a toJSON": (fields) => ({ ...fields, toJSON: () => "lost" }),
  "with getters on its prototype": (fields) => {
    class Entity {}
    for (const [name, value] of Object.entries(fields)) Object.defineProperty(Entity.prototype, name, { get: () => value });
    return new Entity();
  },
  "with hidden members": (fields) => {
    const object = Object.create(null);
    for (const [name, value] of Object.entries(fields)) Object.defineProperty(object, name, { value });
    return object;
  },
  "behind a Proxy": (fields) => new Proxy({}, { get: (_, name) => fields[name] }),
};
for (const [shape, make] of Object.entries(shapes)) {
  test(`an identifier ${shape} is one`, async () => {
    for (const [fields, rawId] of IDENTIFIERS) {
      const { client, sent } = recorded();
      const id = make(fields);
      await client.createRoom({ participants: [{ id }] });
      await client.addOrUpdateParticipants("99", [make({ id, role: "Consumer" })]);
      await client.removeParticipants("99", [id]);
      await client.removeParticipants("99", [make({ id })]);
      assert.deepEqual(
        sent.map(({ body }) => body.participants),
        [{ [rawId]: { role: "Attendee" } }, { [rawId]: { role: "Consumer" } }, { [rawId]: null }, { [rawId]: null }],
      );
      assert.equal(names.getIdentifierRawId(id), rawId);
      assert.equal(names.getIdentifierKind(id).kind, names.createIdentifierFromRawId(rawId).kind);
    }
  });
}

test("a text with half of a character is refused by its name, and nothing is sent", async (t) => {
  const HIGH = "a\ud83d";
  const LOW = "\ude00b";
  const inIdentifiers = (half) =>
    IDENTIFIERS.flatMap(([fields]) =>
      Object.keys(fields)
        .filter((name) => typeof fields[name] === "string")
        .map((name) => [name, { ...fields, [name]: fields[name] + half }]),
    );
  for (const half of [HIGH, LOW, LOW + HIGH, `${HIGH} ${LOW}`]) {
    const cases = [
      ["roomId", (c) => c.getRoom(half)],
      ["roomId", (c) => c.listParticipants(half).next()],
      ["continuationToken", (c) => c.listRooms().byPage({ continuationToken: `/rooms?nextLink=${half}` }).next()],
      ["participants[0].role", (c) => c.createRoom({ participants: [{ id: USER, role: half }] })],
      ["participants", (c) => c.createRoom({ participants: half })],
      ["validFrom", (c) => c.createRoom({ validFrom: half })],
      ["repeatabilityRequestId", (c) => c.createRoom({ repeatabilityRequestId: half })],
      ["requestOptions.customHeaders.x-mine", (c) => c.getRoom("99", { requestOptions: { customHeaders: { "x-mine": half } } })],
      ["traceContext.tracestate", (c) => c.getRoom("99", { traceContext: { tracestate: half } })],
      ["options", (c) => c.getRoom("99", half)],
      ...inIdentifiers(half).flatMap(([name, id]) => [
        [`participants[1].id.${name}`, (c) => c.createRoom({ participants: [{ id: USER }, { id }] })],
        [`participants[1].id.${name}`, (c) => c.addOrUpdateParticipants("99", [{ id: USER }, { id }])],
        ...(name === "id" ? [] : [[`participants[0].${name}`, (c) => c.removeParticipants("99", [id])]]),
        [`identifier.${name}`, async () => names.getIdentifierRawId(id)],
        [`identifier.${name}`, async () => names.getIdentifierKind(id)],
      ]),
      ["rawId", async () => names.createIdentifierFromRawId(half)],
      ["connectionString", async () => names.parseConnectionString(`endpoint=https://h;accesskey=${half}`)],
      ["connectionString", async () => new RoomsClient(`endpoint=https://h;accesskey=${half}`)],
      ["endpoint", async () => new RoomsClient(`https://${half}`, { key: "pw==" })],
      ["credential.key", async () => new RoomsClient("https://h", { key: half })],
      ["url", async () => RoomsClient.throughProxy(`https://h/${half}`)],
      ["apiVersion", async () => new RoomsClient(CONNECTION, { apiVersion: half })],
      ["userAgentOptions.userAgentPrefix", async () => new RoomsClient(CONNECTION, { userAgentOptions: { userAgentPrefix: half } })],
    ];
    assert.ok(cases.length > 50);
    for (const [name, act] of cases) {
      const { client, sent } = recorded();
      await assert.rejects(act(client), { name: "TypeError", message: `${name} has half of a surrogate pair` });
      assert.deepEqual(sent, [], name);
    }
  }
  await t.test("whole ones are taken", async () => {
    const { client, sent } = recorded();
    await client.addOrUpdateParticipants("é😀", [{ id: { id: "😀\ufffd" } }]);
    assert.deepEqual(sent[0].body.participants, { "😀\ufffd": { role: "Attendee" } });
    assert.ok(sent[0].url.includes("/rooms/%C3%A9%F0%9F%98%80/participants"), sent[0].url);
  });
});

// ------------------------------------------------------------------ numbers

const FAR = [Infinity, Number.MAX_VALUE, 1e21, 1e300, 2 ** 63, 2 ** 53, Number.MAX_SAFE_INTEGER, 3e9];

test("a limit longer than any timer is none", async () => {
  for (const far of FAR) {
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return Response.json(ROOM);
    };
    assert.equal((await new RoomsClient(CONNECTION, { fetch: slow, requestTimeoutInMs: far }).getRoom("99")).id, "99");
    const client = new RoomsClient(CONNECTION, { fetch: slow, requestTimeoutInMs: 1 });
    assert.equal((await client.getRoom("99", { requestOptions: { timeout: far } })).id, "99", String(far));
  }
});

test("a limit of less than a millisecond is one", async () => {
  const never = () => new Promise(() => {});
  for (const timeout of [0.5, 0.001, 1e-7, Number.MIN_VALUE]) {
    await assert.rejects(new RoomsClient(CONNECTION, { fetch: never, requestTimeoutInMs: timeout }).getRoom("99"), { name: "AbortError" });
    await assert.rejects(new RoomsClient(CONNECTION, { fetch: never }).getRoom("99", { requestOptions: { timeout } }), { name: "AbortError" });
  }
});

test("as many retries, and as long waits, as anybody asks for", async () => {
  for (const far of FAR) {
    let left = 5;
    const fetch = async () => ((left -= 1) > 0 ? new Response("", { status: 503 }) : Response.json(ROOM));
    const delays = [];
    const onRetry = ({ delayInMs }) => delays.push(delayInMs);
    const client = new RoomsClient(CONNECTION, { fetch, onRetry, retryOptions: { maxRetries: far, retryDelayInMs: far, maxRetryDelayInMs: 1 } });
    assert.equal((await client.getRoom("99")).id, "99");
    assert.ok(delays.length === 4 && delays.every((delay) => delay >= 0 && delay <= 1), String(delays));
    const asked = async () => new Response("", { status: 429, headers: { "retry-after": "3600" } });
    const waiting = new RoomsClient(CONNECTION, { fetch: asked, onRetry, retryOptions: { maxRetryDelayInMs: far } });
    await assert.rejects(waiting.getRoom("99", { requestOptions: { timeout: 5 } }), { name: "AbortError" });
    assert.equal(delays.at(-1), 3_600_000);
  }
  // More than nothing is once.
  for (const maxRetries of [0.5, 1e-7]) {
    let sent = 0;
    const fetch = async () => {
      sent += 1;
      return new Response("", { status: 503 });
    };
    const client = new RoomsClient(CONNECTION, { fetch, retryOptions: { maxRetries, retryDelayInMs: 0 } });
    await assert.rejects(client.getRoom("99"), { statusCode: 503 });
    assert.equal(sent, 2);
  }
});

test("what is less than nothing is refused in words", async () => {
  for (const less of [-1, -0.5, -1e-7, -1e21, -Infinity]) {
    for (const options of [
      { requestTimeoutInMs: less },
      ...["maxRetries", "retryDelayInMs", "maxRetryDelayInMs"].map((name) => ({ retryOptions: { [name]: less } })),
    ]) {
      assert.throws(() => recorded(options), { name: "RangeError", message: /must be a number that is not negative$/ });
    }
    const call = recorded().client.getRoom("99", { requestOptions: { timeout: less } });
    await assert.rejects(call, { name: "RangeError", message: "requestOptions.timeout must be a number that is not negative" });
  }
});

test("a status that no answer has is none", async () => {
  for (const status of [65_536 + 200, 1e21, Infinity, NaN, -200, 200.5]) {
    const fetch = async () => ({ status, headers: new Map(), text: async () => JSON.stringify(ROOM) });
    await assert.rejects(recorded({ fetch, retryOptions: { maxRetries: 0 } }).client.getRoom("99"), { name: "RestError" });
  }
});

test("a key from a file, with its line break, is a key", async () => {
  for (const key of ["c2VjcmV0\n", " c2VjcmV0\r\n", "\tc2VjcmV0"]) {
    const signed = [];
    const fetch = async (_, init) => signed.push(init.headers.authorization) && Response.json(ROOM);
    const { now } = Date;
    Date.now = () => 0;
    try {
      await new RoomsClient("https://contoso.communication.azure.com", { key }, { fetch }).getRoom("99");
      await new RoomsClient(CONNECTION, { fetch }).getRoom("99");
      await new RoomsClient(CONNECTION.replace("c2VjcmV0", key), { fetch }).getRoom("99");
    } finally {
      Date.now = now;
    }
    assert.equal(signed.length, 3);
    assert.equal(new Set(signed).size, 1, JSON.stringify(key));
  }
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
  for (const token of ["a\0b", "", "\u007f", "日本", undefined, null]) {
    const fetch = () => assert.fail("sent");
    const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
    const client = new RoomsClient("https://contoso.communication.azure.com", credential, { fetch });
    await assert.rejects(client.getRoom("99"), { name: "TypeError", message: /^getToken must resolve to .* a token that a header can carry$/ });
  }
});
