// The proxy: every operation through it, in the process, over HTTP and in workerd; and what it says when things fail.
// Hostile requests are in proxy-refusals.test.mjs.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startEmulator } from "../harness/emulator.mjs";
import { makeProject } from "../harness/project.mjs";
import { VERSION, ask, namesOf, rejectionOf, serverOf, setUp } from "../harness/proxy.mjs";
import { all, runCases, user } from "../cases/check.mjs";
import { script } from "../cases/script.mjs";
import { report } from "../harness/results.mjs";
import { bundle, dev } from "../harness/wrangler.mjs";
import { inProcess, proxied } from "./fixtures/proxied.mjs";
import { withoutPayload } from "./payload.mjs";

let project;
let names;
let serve;

before(async () => {
  project = makeProject(new URL("./fixtures", import.meta.url));
  names = await namesOf(project);
  ({ serve } = await serverOf(project));
});
after(() => project?.remove());

test("every operation, in the process", async (t) => {
  const emulator = new names.RoomsEmulator();
  const results = await runCases(script, {
    RoomsClient: proxied(names.RoomsClient, names.createRoomsProxy, inProcess),
    connectionString: emulator.connectionString,
    options: { fetch: emulator.fetch },
  });
  await report(t, script, results);
});

test("every operation, over HTTP on both sides", async (t) => {
  const emulator = await startEmulator(project.dir);
  const proxies = [];
  const server = await serve((request) => proxies[/^\/p(\d+)\//.exec(new URL(request.url).pathname)[1]](request));
  const mount = (makeProxy) => {
    const basePath = `/p${proxies.length}`;
    proxies.push(makeProxy(basePath));
    return { url: server.origin + basePath, fetch: undefined };
  };
  try {
    const results = await runCases(script, {
      RoomsClient: proxied(names.RoomsClient, names.createRoomsProxy, mount),
      connectionString: emulator.connectionString,
      options: {},
    });
    await report(t, script, results);
    assert.equal(proxies.length, 3);
  } finally {
    await server.close();
    await emulator.stop();
  }
});

/** A service that takes requests and never answers: promises of the first one's arrival and of its end. */
async function silentService() {
  const { promise: arrived, resolve: hasArrived } = withResolvers();
  const { promise: cut, resolve: wasCut } = withResolvers();
  const sockets = new Set();
  const service = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", wasCut);
    socket.once("data", hasArrived);
  });
  await new Promise((resolve) => service.listen(0, "127.0.0.1", resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    service.close();
  };
  return { arrived, cut, close, connectionString: `endpoint=http://127.0.0.1:${service.address().port};accesskey=Y2FuYXJ5LWtleQ==` };
}

/** `Promise.withResolvers`, which Node 20 has not. */
function withResolvers() {
  let resolve;
  const promise = new Promise((resolved) => (resolve = resolved));
  return { promise, resolve };
}

for (const flags of [[], ["nodejs_compat"]]) {
  test(["workerd", ...flags].join(" with "), async (t) => {
    const emulator = await startEmulator(project.dir);
    const silent = await silentService();
    const vars = { CONNECTION_STRING: emulator.connectionString, SILENT: silent.connectionString };
    const worker = await dev(project.dir, "proxy-worker.js", vars, flags);
    const json = async (path) => {
      const response = await fetch(worker.origin + path);
      assert.equal(response.status, 200, `${await response.clone().text()}\n${worker.log()}`);
      return response.json();
    };
    try {
      await t.test("proxy and emulator in the worker", async (t) => report(t, script, await json("/script")));
      await t.test("proxy in the worker, emulator over HTTP", async (t) => report(t, script, await json("/script-over-http")));
      await t.test("the worker is the proxy", async () => {
        const client = names.RoomsClient.throughProxy(`${worker.origin}/api`);
        const { id } = await client.createRoom({ participants: [{ id: user(1) }] });
        const rooms = await Promise.all(Array.from({ length: 50 }, () => client.getRoom(id)));
        assert.equal(rooms.filter((room) => room.id === id).length, 50);
        assert.ok((await all(client.listRooms())).length > 60);
        const foreign = await fetch(`${worker.origin}/api/rooms?${VERSION}`, { headers: { "sec-fetch-site": "cross-site" } });
        assert.equal(foreign.status, 403);
      });
      await t.test("a caller that goes away leaves the worker alive", async () => {
        const controller = new AbortController();
        const call = rejectionOf(names.RoomsClient.throughProxy(`${worker.origin}/silent`).getRoom("99", { abortSignal: controller.signal }));
        await silent.arrived;
        controller.abort();
        assert.equal((await call).name, "AbortError");
        const client = names.RoomsClient.throughProxy(`${worker.origin}/api`);
        const rooms = await Promise.all(Array.from({ length: 20 }, () => client.createRoom()));
        assert.equal(new Set(rooms.map(({ id }) => id)).size, 20);
      });
    } finally {
      silent.close();
      await worker.stop();
      await emulator.stop();
    }
  });
}

test("a worker with the proxy alone has one wasm and no copy of it", () => {
  bundle(project.dir, "proxy-worker-only.js", "upload-proxy");
  const files = readdirSync(join(project.dir, "upload-proxy"));
  assert.equal(files.filter((file) => file.endsWith(".wasm")).length, 1, files.join(" "));
  const text = readFileSync(join(project.dir, "upload-proxy/proxy-worker-only.js"), "utf8");
  withoutPayload(text, project.dir);
});

// ------------------------------------------------------------------ rights

/** One call of each operation, by its name. */
const calls = {
  createRoom: (client) => client.createRoom({ pstnDialOutEnabled: true }),
  updateRoom: (client, id) => client.updateRoom(id, { pstnDialOutEnabled: false }),
  getRoom: (client, id) => client.getRoom(id),
  listRooms: (client) => all(client.listRooms()),
  addOrUpdateParticipants: (client, id) => client.addOrUpdateParticipants(id, [{ id: user(1), role: "Presenter" }]),
  listParticipants: (client, id) => all(client.listParticipants(id)),
  removeParticipants: (client, id) => client.removeParticipants(id, [user(1)]),
  deleteRoom: (client, id) => client.deleteRoom(id),
};

/** A room of the emulator that no proxy made. */
async function makeRoom({ emulator }) {
  return (await new names.RoomsClient(emulator.connectionString, { fetch: emulator.fetch }).createRoom()).id;
}

test("authorize is told what is asked for, and by whom", async () => {
  const asked = [];
  const things = setUp(names, {
    authorize: (request, what) => {
      asked.push(what);
      return request.headers.get("cookie") === "session=1";
    },
  });
  const client = names.RoomsClient.throughProxy("https://app.example/api", {
    fetch: (url, init) => things.proxy(new Request(url, { ...init, headers: { ...init.headers, cookie: "session=1" } })),
  });
  const roomId = await makeRoom(things);
  for (const call of Object.values(calls)) await call(client, roomId);
  const rawId = user(1).communicationUserId;
  assert.deepEqual(asked, [
    { operation: "createRoom", body: { pstnDialOutEnabled: true, participants: {} } },
    { operation: "updateRoom", roomId, body: { pstnDialOutEnabled: false } },
    { operation: "getRoom", roomId },
    { operation: "listRooms" },
    { operation: "addOrUpdateParticipants", roomId, body: { participants: { [rawId]: { role: "Presenter" } } } },
    { operation: "listParticipants", roomId },
    { operation: "removeParticipants", roomId, body: { participants: { [rawId]: null } } },
    { operation: "deleteRoom", roomId },
  ]);
  assert.equal(things.sent.length, 8);
});

test("authorize gets what the proxy was called with besides the request", async () => {
  const contexts = [];
  const { proxy } = setUp(names, { authorize: (request, asked, context) => contexts.push(context) > 0 });
  const env = { token: "secret" };
  for (const context of [[env], [undefined], []]) assert.equal((await proxy(ask(`/rooms?${VERSION}`), ...context)).status, 200);
  assert.deepEqual(contexts, [env, undefined, undefined]);
  assert.equal(contexts[0], env);
});

test("a right for one operation is a right for no other", async () => {
  for (const operation of Object.keys(calls)) {
    for (const options of [{ authorize: async () => ({ operations: [operation] }) }, { allow: [operation] }]) {
      const things = setUp(names, options);
      const roomId = await makeRoom(things);
      for (const [name, call] of Object.entries(calls)) {
        const before = things.sent.length;
        if (name === operation) {
          await call(things.client, roomId);
          assert.equal(things.sent.length, before + 1, name);
          if (name === "deleteRoom") break;
        } else {
          const error = await rejectionOf(call(things.client, roomId));
          assert.deepEqual([error.statusCode, error.code], [403, options.allow ? "OperationNotAllowed" : "NotAuthorized"], name);
          assert.equal(things.sent.length, before, name);
        }
      }
    }
  }
});

test("a right for one room is a right for no other, and the list shows no other", async () => {
  const roomIds = [];
  const things = setUp(names, { authorize: () => ({ operations: Object.keys(calls), roomIds }) });
  const rooms = [];
  for (let n = 0; n < 12; n++) rooms.push(await makeRoom(things));
  roomIds.push(rooms[3], rooms[7]);
  assert.deepEqual((await all(things.client.listRooms())).map((room) => room.id), [rooms[7], rooms[3]]);
  for (const [name, call] of Object.entries(calls)) {
    if (name === "createRoom" || name === "listRooms") continue;
    const before = things.sent.length;
    assert.equal((await rejectionOf(call(things.client, rooms[0]))).statusCode, 403, name);
    assert.equal(things.sent.length, before, name);
    await call(things.client, rooms[3]);
  }
});

test("what authorize may answer", async () => {
  for (const [what, grant, status] of [
    ["true", true, 200],
    ["all rights", { operations: Object.keys(calls) }, 200],
    ["the right and a room, for a list", { operations: ["listRooms"], roomIds: [] }, 200],
    ["false", false, 403],
    ["nothing", undefined, 403],
    ["null", null, 403],
    ["no rights", { operations: [] }, 403],
    ["a number", 1, 500],
    ["a text", "yes", 500],
    ["an object without operations", {}, 500],
    ["a list", ["listRooms"], 500],
    ["a misspelt operation", { operations: ["listRooms", "listroom"] }, 500],
    ["rooms that are no list", { operations: ["listRooms"], roomIds: "99" }, 500],
    ["rooms that are null", { operations: ["listRooms"], roomIds: null }, 500],
    ["rooms that are undefined", { operations: ["listRooms"], roomIds: undefined }, 500],
    ["operations that are undefined", { operations: undefined, roomIds: [] }, 500],
    ["a network error", Response.error(), 500],
    ["a Response that was read", await readResponse(), 500],
    ["an object that looks like a Response by half", { status: 200, headers: new Headers() }, 500],
  ]) {
    const authorize = async () => grant;
    const { proxy, sent, errors } = setUp(names, { authorize });
    const response = await proxy(ask(`/rooms?${VERSION}`));
    assert.equal(response.status, status, what);
    assert.equal(sent.length, status === 200 ? 1 : 0, what);
    assert.equal(errors.length, status === 500 ? 1 : 0, what);
    assert.ok(!(await response.text()).includes("canary"), what);
  }
});

async function readResponse() {
  const response = new Response("canary");
  await response.text();
  return response;
}

test("authorize may answer by itself", async () => {
  for (const [what, make, status, text, wanted] of [
    ["who are you?", () => Response.json({ error: { code: "SignIn", message: "Sign in." } }, { status: 401, headers: { "www-authenticate": "Bearer" } }), 401, /"SignIn"/, { "www-authenticate": "Bearer" }],
    ["nothing more", () => new Response(null, { status: 204 }), 204, /^$/, {}],
    ["a success", () => Response.json({ value: [] }), 200, /"value"/, {}],
    ["a way to the login", () => Response.redirect("https://app.example/login"), 302, /^$/, { location: "https://app.example/login" }],
    ["one that may be kept", () => new Response("later", { status: 503, headers: { "cache-control": "max-age=1", "retry-after": "5" } }), 503, /later/, { "cache-control": "max-age=1", "retry-after": "5" }],
    ["cookies", () => new Response("", { status: 401, headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"]] }), 401, /^$/, { "set-cookie": "a=1, b=2" }],
    ["of another realm", () => otherRealm(new Response("who?", { status: 401, headers: { vary: "Cookie" } })), 401, /who/, { vary: "Cookie, Origin" }],
  ]) {
    for (const authorize of [make, async () => make()]) {
      const { proxy, sent, errors } = setUp(names, { authorize, cors: { origins: ["https://console.example"], credentials: true } });
      const response = await proxy(ask(`/rooms?${VERSION}`, { headers: { origin: "https://console.example" } }));
      assert.equal(response.status, status, what);
      assert.match(await response.text(), text, what);
      const expected = { "cache-control": "no-store", "x-content-type-options": "nosniff", "access-control-allow-origin": "https://console.example", "access-control-allow-credentials": "true", vary: "Origin", ...wanted };
      for (const [name, value] of Object.entries(expected)) assert.equal(response.headers.get(name), value, `${what}: ${name}`);
      assert.deepEqual([sent.length, errors.length], [0, 0], what);
    }
  }
  const { client } = setUp(names, { authorize: () => Response.json({ error: { code: "SignIn", message: "Sign in." } }, { status: 401 }) });
  const error = await rejectionOf(client.getRoom("99480215317774646"));
  assert.deepEqual([error.statusCode, error.code, error.message], [401, "SignIn", "Sign in. (GET /api/rooms/99480215317774646)"]);
});

/** The same, but of no class of this realm. */
const otherRealm = (response) => ({
  status: response.status,
  statusText: response.statusText,
  headers: response.headers,
  arrayBuffer: () => response.arrayBuffer(),
});

test("options that cannot be right are refused at once, without the key", () => {
  const connectionString = "endpoint=https://contoso.example;accesskey=Y2FuYXJ5LWtleQ==";
  const authorize = () => true;
  for (const [options, words] of [
    [undefined, "authorize must be a function"],
    [{}, "authorize must be a function"],
    [{ connectionString }, "authorize must be a function"],
    [{ connectionString, authorize: true }, "authorize must be a function"],
    [{ authorize }, "give connectionString, or endpoint and credential"],
    [{ authorize, endpoint: "https://contoso.example" }, "credential must be"],
    [{ authorize, connectionString: "accesskey=Y2FuYXJ5LWtleQ==" }, "connectionString has no endpoint"],
    [{ authorize, connectionString, endpoint: "https://contoso.example" }, "give connectionString, or endpoint and credential"],
    [{ authorize, connectionString, allow: "getRoom" }, "allow must be an array"],
    [{ authorize, connectionString, allow: ["getroom"] }, "allow has an operation that does not exist"],
    [{ authorize, connectionString, basePath: "api" }, "basePath must be a path"],
    [{ authorize, connectionString, basePath: "/api/../x" }, "basePath must be a path"],
    [{ authorize, connectionString, basePath: "//evil.example" }, "basePath must be a path"],
    [{ authorize, connectionString, basePath: "/api?x" }, "basePath must be a path"],
    [{ authorize, connectionString, cors: { origins: "*" } }, "cors.origins must be an array"],
    [{ authorize, connectionString, cors: { origins: ["*"] } }, "cors.origins must be origins"],
    [{ authorize, connectionString, cors: { origins: ["null"] } }, "cors.origins must be origins"],
    [{ authorize, connectionString, cors: { origins: ["https://app.example/"] } }, "cors.origins must be origins"],
    [{ authorize, connectionString, cors: { origins: [], credentials: "yes" } }, "cors.credentials must be"],
    [{ authorize, connectionString, cors: { headers: ["a b"] } }, "cors.headers must be"],
    [{ authorize, connectionString, cors: { maxAgeInSeconds: -1 } }, "cors.maxAgeInSeconds must be"],
    [{ authorize, connectionString, maxBodyInBytes: 0 }, "maxBodyInBytes must be"],
    [{ authorize, connectionString, fetch: 1 }, "fetch must be a function"],
    [{ authorize, connectionString, onError: 1 }, "onError must be a function"],
    [{ authorize, connectionString: connectionString.replace("https", "http") }, "endpoint uses http:"],
  ]) {
    assert.throws(() => names.createRoomsProxy(options), (error) => {
      assert.ok(error instanceof TypeError || error instanceof RangeError, String(error));
      assert.ok(error.message.startsWith(words), `${error.message} instead of ${words}`);
      assert.ok(!error.stack.includes("Y2FuYXJ5"));
      return true;
    });
  }
});

// ------------------------------------------------------------- what is sent

test("only the headers on the list are sent, with a signature of the proxy's own", async () => {
  const { proxy, sent, emulator } = setUp(names);
  const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const response = await proxy(ask(`/rooms?${VERSION}`, {
    method: "POST",
    headers: {
      accept: "text/html",
      authorization: "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=forged",
      "content-type": "application/json; charset=UTF-8",
      cookie: "session=1",
      forwarded: "for=1.2.3.4",
      "x-forwarded-host": "evil.example",
      "x-forwarded-for": "1.2.3.4",
      "x-ms-date": "Thu, 01 Jan 1970 00:00:00 GMT",
      "x-ms-content-sha256": "forged",
      "x-ms-client-request-id": "of-the-caller",
      "x-ms-useragent": "page/1.0",
      "repeatability-request-id": "1f0e6f5a-3c2b-4f7e-9a52-0c6f4e0f6b1a",
      "repeatability-first-sent": new Date().toUTCString(),
      traceparent: trace,
      tracestate: "a=1",
      "x-anything": "else",
    },
    body: '{ "participants" : {} }',
  }));
  assert.equal(response.status, 201, await response.clone().text());
  assert.equal(sent.length, 1);
  const [{ url, method, headers, body }] = sent;
  assert.deepEqual([url, method, body], [`${emulator.endpoint}rooms?${VERSION}`, "POST", '{"participants":{}}']);
  const { authorization, "x-ms-date": date, "x-ms-content-sha256": hash, "repeatability-first-sent": firstSent, ...rest } = headers;
  assert.match(authorization, /^HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=[A-Za-z0-9+/]{43}=$/);
  assert.ok(Math.abs(new Date(date) - Date.now()) < 60_000);
  assert.match(hash, /^[A-Za-z0-9+/]{43}=$/);
  assert.ok(firstSent);
  assert.deepEqual(rest, {
    accept: "application/json",
    "content-type": "application/json",
    "x-ms-client-request-id": "of-the-caller",
    "x-ms-useragent": "page/1.0",
    "repeatability-request-id": "1f0e6f5a-3c2b-4f7e-9a52-0c6f4e0f6b1a",
    traceparent: trace,
    tracestate: "a=1",
  });
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  assert.equal(response.headers.get("repeatability-result"), "accepted");
});

test("what is sent is what was checked, not what another reader might make of it", async () => {
  const { proxy, sent } = setUp(names, { authorize: () => ({ operations: ["removeParticipants"] }) });
  const rawId = user(1).communicationUserId;
  const patch = (body) => proxy(ask(`/rooms/99480215317774646/participants?${VERSION}`, {
    method: "PATCH",
    headers: { "content-type": "application/merge-patch+json" },
    body,
  }));
  await patch(`{"participants":{"${rawId}":{"role":"Presenter"}},"participants":{"${rawId}":null}}`);
  assert.deepEqual(sent.map(({ body }) => body), [`{"participants":{"${rawId}":null}}`]);
});

test("a repeated creation makes one room, and links of pages go on in the proxy", async () => {
  const { client, sent, proxy } = setUp(names);
  const repeatabilityRequestId = "1f0e6f5a-3c2b-4f7e-9a52-0c6f4e0f6b1a";
  const [one, two] = [await client.createRoom({ repeatabilityRequestId }), await client.createRoom({ repeatabilityRequestId })];
  assert.equal(one.id, two.id);
  for (let n = 0; n < 20; n++) await client.createRoom();
  const pages = await all(client.listRooms().byPage());
  assert.ok(pages.length > 3);
  for (const page of pages.slice(0, -1)) assert.match(page.continuationToken, /^\/api\/rooms\?nextLink=[\w-]{2000,}&api-version=2025-03-13$/);
  const [, second] = pages;
  const resumed = await client.listRooms().byPage({ continuationToken: pages[0].continuationToken }).next();
  assert.deepEqual(resumed.value, second);
  const absolute = `https://app.example${pages[0].continuationToken}`;
  assert.deepEqual((await client.listRooms().byPage({ continuationToken: absolute }).next()).value, second);
  assert.equal((await (await proxy(new Request(absolute))).json()).value[0].id, second[0].id);
  assert.ok(sent.every(({ url }) => url.startsWith("https://emulator.localhost/rooms?")));
});

test("a key that is replaced, a token, a wrong clock", async () => {
  const emulator = new names.RoomsEmulator();
  const [, endpoint, key] = /endpoint=(.*);accesskey=(.*)/.exec(emulator.connectionString);
  const credential = { key };
  const { client } = setUp(names, { endpoint, credential, fetch: emulator.fetch });
  await client.createRoom();
  credential.key = "d3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmc=";
  assert.equal((await rejectionOf(client.createRoom())).statusCode, 401);
  credential.key = /accesskey=(.*)/.exec(emulator.secondaryConnectionString)[1];
  await client.createRoom();

  let fetched = 0;
  const token = { getToken: async () => ({ token: `eyJ.${(fetched += 1)}.x`, expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const byToken = setUp(names, { endpoint: "https://contoso.example", credential: token, fetch: async () => Response.json({ value: [] }) });
  for (let n = 0; n < 3; n++) await all(byToken.client.listRooms());
  assert.equal(fetched, 1);
  assert.deepEqual(byToken.sent.map(({ headers }) => headers.authorization), Array(3).fill("Bearer eyJ.1.x"));

  const skewed = setUp(names);
  skewed.emulator.injectFault({ kind: "skewedDate", skewInMs: 3_600_000 });
  const { id } = await skewed.client.createRoom();
  // 401: the proxy signs with another date. 412: the page's client sends with another `Repeatability-First-Sent`.
  assert.deepEqual(skewed.emulator.requests().map(({ status }) => status), [401, 412, 201]);
  assert.deepEqual((await all(skewed.client.listRooms())).map((room) => room.id), [id]);
});

// ------------------------------------------------------------ what fails

test("errors of the service are passed on, once", async () => {
  const { client, emulator, sent } = setUp(names);
  const noRetries = (proxy) => names.RoomsClient.throughProxy("https://app.example/api", { fetch: (url, init) => proxy(new Request(url, init)), retryOptions: { maxRetries: 0 } });
  const things = setUp(names);
  const direct = noRetries(things.proxy);
  for (const [status, retryAfterForm, retryAfterInMs] of [[429, "seconds", 7000], [429, "ms", 1234], [503, "xMs", 250], [500, "seconds", undefined], [403, "seconds", undefined]]) {
    things.emulator.injectFault({ kind: "status", status, retryAfterForm, retryAfterInMs });
    const before = things.sent.length;
    const error = await rejectionOf(direct.getRoom("99480215317774646"));
    assert.deepEqual([error.statusCode, error.retryAfterInMs], [status, retryAfterInMs]);
    assert.equal(things.sent.length, before + 1);
    assert.ok(error.requestId);
  }
  // The client behind the proxy repeats, and the proxy does not: four attempts are four requests.
  emulator.injectFault({ kind: "status", status: 503, count: "always" });
  assert.equal((await rejectionOf(client.getRoom("99480215317774646"))).statusCode, 503);
  assert.equal(sent.length, 4);
});

test("lost connections: one room, and a delete that succeeded", async () => {
  const { client, emulator, sent, errors } = setUp(names);
  emulator.injectFault({ kind: "resetAfterCommit", count: 2 });
  const { id } = await client.createRoom();
  assert.equal((await all(client.listRooms())).length, 1);
  assert.equal(errors.length, 2);
  assert.equal(errors[0].code, "ECONNRESET");
  emulator.injectFault({ kind: "resetAfterCommit" });
  await client.deleteRoom(id);
  assert.equal(sent.length, 6);
});

test("answers that are none", async () => {
  const room = "/rooms/99480215317774646";
  const page = (nextLink) => async () => Response.json({ value: [], nextLink });
  const endpoint = "https://contoso.example";
  for (const [what, path, fetch, status, code] of [
    ["refused connection", room, async () => Promise.reject(new TypeError("fetch failed: canary")), 502, "UpstreamUnreachable"],
    ["a fetch that throws", room, () => { throw "canary"; }, 502, "UpstreamUnreachable"],
    ["no response", room, async () => undefined, 500, "ProxyFailed"],
    ["a redirect", room, async () => new Response(null, { status: 302, headers: { location: "https://evil.example" } }), 502, "UpstreamUnreadable"],
    ["an opaque redirect", room, async () => ({ status: 0, headers: new Headers(), text: async () => "" }), 502, "UpstreamUnreachable"],
    ["a list that is not JSON", "/rooms", async () => new Response("{"), 502, "UpstreamUnreadable"],
    ["a list without a value", "/rooms", async () => Response.json({}), 502, "UpstreamUnreadable"],
    ["a null", "/rooms", async () => Response.json(null), 502, "UpstreamUnreadable"],
    ["a link to another host", "/rooms", page(`https://evil.example/rooms?nextLink=a&${VERSION}`), 502, "UpstreamUnreadable"],
    ["a link to another host, by credentials", "/rooms", page(`https://contoso.example@evil.example/rooms?nextLink=a&${VERSION}`), 502, "UpstreamUnreadable"],
    ["a link to another port", "/rooms", page(`https://contoso.example:444/rooms?nextLink=a&${VERSION}`), 502, "UpstreamUnreadable"],
    ["a link to another scheme", "/rooms", page(`http://contoso.example/rooms?nextLink=a&${VERSION}`), 502, "UpstreamUnreadable"],
    ["a link to another path", "/rooms", page(`https://contoso.example/keys?nextLink=a&${VERSION}`), 502, "UpstreamUnreadable"],
    ["a link that climbs", "/rooms", page(`https://contoso.example/rooms/../keys?nextLink=a&${VERSION}`), 502, "UpstreamUnreadable"],
    ["a link into a room", "/rooms", page(`https://contoso.example/rooms/99/participants?nextLink=a&${VERSION}`), 502, "UpstreamUnreadable"],
    ["a link with more in its query", "/rooms", page(`https://contoso.example/rooms?nextLink=a&${VERSION}&x=1`), 502, "UpstreamUnreadable"],
    ["a link with a fragment", "/rooms", page(`https://contoso.example/rooms?nextLink=a&${VERSION}#x`), 502, "UpstreamUnreadable"],
    ["a script for a link", "/rooms", page("javascript:alert(1)"), 502, "UpstreamUnreadable"],
    ["an object for a link", "/rooms", page({ a: 1 }), 502, "UpstreamUnreadable"],
    ["participants with a link to rooms", `${room}/participants`, page(`https://contoso.example/rooms?nextLink=a&${VERSION}`), 502, "UpstreamUnreadable"],
    ["silence", room, () => new Promise(() => {}), 504, "UpstreamTimeout"],
  ]) {
    const { proxy, sent, errors } = setUp(names, { endpoint, credential: { key: "Y2FuYXJ5LWtleQ==" }, fetch, requestTimeoutInMs: 50 });
    const response = await proxy(ask(`${path}?${VERSION}`));
    const body = await response.text();
    assert.deepEqual([response.status, JSON.parse(body).error.code], [status, code], what);
    assert.equal(sent.length, 1, what);
    assert.ok(!/canary|Y2FuYXJ5|evil/.test(body + [...response.headers].join()), what);
    assert.equal(errors.length, code === "UpstreamUnreadable" ? 0 : 1, what);
  }
  const good = setUp(names, { endpoint, credential: { key: "Y2FuYXJ5LWtleQ==" }, fetch: page(`https://contoso.example/rooms?nextLink=a%2Bb&${VERSION}`) });
  assert.equal((await (await good.proxy(ask(`/rooms?${VERSION}`))).json()).nextLink, `/api/rooms?nextLink=a%2Bb&${VERSION}`);
});

test("a gateway's page does not become a page of the proxy's origin", async () => {
  const { proxy, emulator } = setUp(names);
  emulator.injectFault({ kind: "htmlPage" });
  const response = await proxy(ask(`/rooms?${VERSION}`));
  assert.equal(response.status, 502);
  assert.equal(response.headers.get("content-type"), "text/plain; charset=utf-8");
  assert.match(await response.text(), /</);
});

/** What people's code may throw: among it what the proxy's own client throws, and what looks like an answer. */
function thrownThings() {
  const restError = (fields) => Object.assign(new names.RestError("canary"), fields);
  return {
    "an error": new Error("canary"),
    "an abort": Object.assign(new Error("canary"), { name: "AbortError" }),
    "the platform's abort": new DOMException("canary", "AbortError"),
    "the platform's time limit": new DOMException("canary", "TimeoutError"),
    "a lost connection of another client": restError({ code: "REQUEST_SEND_ERROR" }),
    "a lost connection, by its code": Object.assign(new Error("canary"), { code: "ECONNREFUSED" }),
    "an answer of another service": restError({ statusCode: 200, response: { status: 200, headers: {}, bodyAsText: "canary" }, request: { url: "https://x.example" } }),
    "an error that has one": Object.assign(new Error("canary"), { response: { status: 200, headers: {}, bodyAsText: "canary" } }),
    "an error of a status": Object.assign(new Error("canary"), { status: 200, code: "canary", headers: {}, toResponse: () => new Response("canary") }),
    "a Response": new Response("canary"),
    "a TypeError": new TypeError("canary"),
    "a frozen error": Object.freeze(new Error("canary")),
    "a text": "canary",
    "a symbol": Symbol("canary"),
    "a number": 504,
    "undefined": undefined,
    "null": null,
    "true": true,
    "an object": { response: { status: 200 }, name: "AbortError" },
    "a function": () => "canary",
    "what cannot be looked at": new Proxy({}, { get: () => { throw new Error("canary"); }, has: () => { throw new Error("canary"); } }),
  };
}

test("whatever is thrown is told apart by where it was thrown", async () => {
  const endpoint = "https://contoso.example";
  for (const [what, thrown] of Object.entries(thrownThings())) {
    const fail = () => { throw thrown; };
    const places = {
      authorize: [500, "ProxyFailed", { authorize: fail }],
      "authorize, later": [500, "ProxyFailed", { authorize: async () => fail() }],
      "the token": [500, "ProxyFailed", { endpoint, credential: { getToken: fail } }],
      "the token, later": [500, "ProxyFailed", { endpoint, credential: { getToken: async () => fail() } }],
      // A TypeError that says nothing of the network is how a fetch refuses its arguments: the program's own mistake.
      fetch: [...(thrown instanceof TypeError ? [500, "ProxyFailed"] : [502, "UpstreamUnreachable"]), { fetch: fail }],
      "fetch, later": [...(thrown instanceof TypeError ? [500, "ProxyFailed"] : [502, "UpstreamUnreachable"]), { fetch: async () => fail() }],
    };
    for (const [where, [status, code, options]] of Object.entries(places)) {
      const { proxy, sent, errors } = setUp(names, options);
      const response = await proxy(ask(`/rooms?${VERSION}`));
      const text = await response.text();
      assert.deepEqual([response.status, JSON.parse(text).error.code], [status, code], `${what} by ${where}`);
      assert.ok(!text.includes("canary"));
      assert.equal(sent.length, where.startsWith("fetch") ? 1 : 0, `${what} by ${where}`);
      assert.equal(errors.length, 1, `${what} by ${where}`);
      if (where.startsWith("authorize")) assert.equal(errors[0], thrown, what);
    }
    let isBroken = false;
    const key = { get key() { if (isBroken) throw thrown; return "Y2FuYXJ5LWtleQ=="; } };
    const { proxy, sent, errors } = setUp(names, { endpoint, credential: key, fetch: async () => Response.json({ value: [] }) });
    assert.equal((await proxy(ask(`/rooms?${VERSION}`))).status, 200);
    isBroken = true;
    assert.equal((await proxy(ask(`/rooms?${VERSION}`))).status, 500, `${what} by the key`);
    assert.deepEqual([sent.length, errors.length], [1, 1]);
    for (const hook of [fail, async () => fail(), () => ({ then: fail }), () => ({ get then() { return fail(); } })]) {
      const deaf = setUp(names, { onRequest: hook, onResponse: hook, onError: hook, authorize: ({ headers }) => headers.has("x-fail") ? fail() : true });
      assert.equal((await deaf.proxy(ask(`/rooms?${VERSION}`))).status, 200, `${what} by a hook`);
      assert.equal((await deaf.proxy(ask(`/rooms?${VERSION}`, { headers: { "x-fail": "1" } }))).status, 500, `${what} by a hook`);
    }
  }
});

test("a caller that is gone is no trouble of the proxy, whoever notices", async () => {
  for (const options of [
    { authorize: async ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))) },
    { fetch: async (url, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))) },
    { endpoint: "https://contoso.example", credential: { getToken: async (scope, { abortSignal }) => new Promise((_, reject) => abortSignal.addEventListener("abort", () => reject(abortSignal.reason))) } },
  ]) {
    const { proxy, errors } = setUp(names, options);
    const controller = new AbortController();
    const answered = proxy(ask(`/rooms?${VERSION}`, { signal: controller.signal }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort();
    assert.deepEqual([(await answered).status, errors], [499, []]);
  }
});

test("a body that breaks off is the caller's trouble", async () => {
  const { proxy, sent, errors } = setUp(names);
  const body = new ReadableStream({ pull(controller) { controller.error(new Error("canary")); } });
  const response = await proxy(ask(`/rooms?${VERSION}`, { method: "POST", headers: { "content-type": "application/json" }, body, duplex: "half" }));
  const text = await response.text();
  assert.deepEqual([response.status, JSON.parse(text).error.code], [400, "InvalidBody"]);
  assert.ok(!text.includes("canary"));
  assert.deepEqual([sent, errors], [[], []]);
});

test("what is no request gets an answer, too", async () => {
  const { proxy } = setUp(names);
  for (const nonsense of [undefined, null, 1, "GET /", {}, { url: "https://app.example/api/rooms" }, { url: "x", headers: new Headers() }, { get url() { throw new Error("canary"); } }]) {
    const response = await proxy(nonsense);
    assert.equal(response.status, 500);
    assert.ok(!(await response.text()).includes("canary"));
  }
});

test("where the resource is stays in the proxy: its host is in no body and no header", async () => {
  const host = "secretresource.communication.azure.com";
  const error = (message, more = {}) => JSON.stringify({ error: { code: "BadRequest", message, innererror: { details: [message, 5, null, true] } }, ...more });
  const json = { "content-type": "application/json" };
  for (const [what, endpoint, answer, wanted] of [
    ["an error", `https://${host}`, [error(`no such version: https://${host}/rooms?x`), 400, json], error("no such version: https://REDACTED/rooms?x")],
    ["with a port", `https://${host}`, [error(`${host}:443`), 404, json], error("REDACTED")],
    ["in other case", `https://${host}`, [error(`HTTPS://SecretResource.Communication.Azure.com/`), 400, json], error("HTTPS://REDACTED/")],
    ["twice", `https://${host}`, [error(`${host}, ${host}`), 500, json], error("REDACTED, REDACTED")],
    ["problem+json", `https://${host}`, [error(host), 400, { "content-type": "application/problem+json" }], error("REDACTED")],
    ["with slashes escaped", `https://${host}`, [error(`https://${host}/`).replaceAll("/", "\\/"), 400, json], error("https://REDACTED/")],
    ["in the letters of JSON", `https://${host}`, [error("-").replaceAll('"-"', `"\\u0073${host.slice(1)}"`), 400, json], error("REDACTED")],
    ["what only says it is JSON", `https://${host}`, [`{ ${host}`, 400, json], "{ REDACTED"],
    ["a gateway's page", `https://${host}`, [`<h1>${host} is away</h1>`, 502, { "content-type": "text/html" }], "<h1>REDACTED is away</h1>"],
    ["a success", `https://${host}`, [JSON.stringify({ id: "99", self: `https://${host}/rooms/99` }), 200, json], '{"id":"99","self":"https://REDACTED/rooms/99"}'],
    ["a name that is a word", "http://rooms:7080", [error("rooms of http://rooms:7080/rooms, roomservice, http://roomservice/"), 400, json], error("rooms of http://REDACTED/rooms, roomservice, http://roomservice/")],
    ["an address", "http://10.1.2.3:7080", [error("http://10.1.2.3:7080/rooms"), 400, json], error("http://REDACTED/rooms")],
    ["an address of IPv6", "http://[fd00::1]:7080", [error("http://[fd00::1]:7080/rooms"), 400, json], error("http://REDACTED/rooms")],
    ["none", `https://${host}`, ['{ "error": { "code": "A", "message": "1.0" },  "n": 1.0 }', 400, json], '{ "error": { "code": "A", "message": "1.0" },  "n": 1.0 }'],
  ]) {
    const [body, status, headers] = answer;
    const fetch = async () => new Response(body, { status, headers: { ...headers, "x-ms-error-code": new URL(endpoint).host, "ms-cv": `of ${new URL(endpoint).hostname}.` } });
    const { proxy } = setUp(names, { endpoint, credential: { key: "Y2FuYXJ5LWtleQ==" }, fetch, allowInsecureConnection: true });
    const response = await proxy(ask(`/rooms/99?${VERSION}`));
    assert.equal(response.status, status, what);
    assert.equal(await response.text(), wanted, what);
    assert.ok(!/secretresource|10\.1\.2\.3|fd00/i.test(JSON.stringify([...response.headers])), what);
  }
});

test("a credential that fails is the proxy's trouble, and its words stay inside", async () => {
  for (const credential of [{ getToken: () => Promise.reject(new Error("canary")) }, { getToken: async () => null }]) {
    const { proxy, sent, errors } = setUp(names, { endpoint: "https://contoso.example", credential });
    const response = await proxy(ask(`/rooms?${VERSION}`));
    assert.equal(response.status, 500);
    assert.ok(!(await response.text()).includes("canary"));
    assert.equal(sent.length, 0);
    assert.match(errors[0].message, /^(canary|getToken must resolve to)/);
  }
});

test("an abort reaches the service, over HTTP too", async () => {
  const { arrived, cut, connectionString, close } = await silentService();
  const statuses = [];
  const proxy = names.createRoomsProxy({ connectionString, authorize: () => true });
  const server = await serve(async (request) => {
    const response = await proxy(request);
    statuses.push(response.status);
    return response;
  });
  try {
    const controller = new AbortController();
    const client = names.RoomsClient.throughProxy(server.origin);
    const call = rejectionOf(client.getRoom("99480215317774646", { abortSignal: controller.signal }));
    await arrived;
    controller.abort();
    assert.equal((await call).name, "AbortError");
    await cut;
    while (statuses.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(statuses, [499]);
  } finally {
    await server.close();
    close();
  }
});

test("no secret in any answer, event or error", async () => {
  const key = Buffer.from("canary?>~canary??>>~~key-that-nobody-may-see").toString("base64");
  const heard = [];
  const needles = new Set([key, "canary?>~"]);
  const hear = (event) => heard.push(JSON.stringify(event) + String(event?.stack));
  const echoes = [
    (auth) => Response.json({ error: { code: auth, message: auth } }, { status: 400, headers: { "x-ms-error-code": auth, "x-ms-request-id": auth } }),
    (auth) => Response.json({ value: [{ id: auth }], more: auth }, { headers: { "ms-cv": auth, "set-cookie": `a=${auth}`, "x-echo": auth } }),
    (auth) => new Response(`<pre>${encodeURIComponent(auth)}</pre>`, { status: 502, headers: { "content-type": "text/html" } }),
    (auth) => Promise.reject(new Error(`cannot send ${auth}`)),
  ];
  let answers = 0;
  for (const echo of echoes) {
    const fetch = async (url, { headers: { authorization } }) => {
      const [, signature] = /Signature=(.*)$/.exec(authorization);
      needles.add(signature).add(encodeURIComponent(signature));
      return echo(authorization);
    };
    const credential = { key };
    const { proxy } = setUp(names, { endpoint: "https://contoso.example", credential, fetch, onRequest: hear, onResponse: hear, onError: hear });
    for (const request of [ask(`/rooms?${VERSION}`), ask(`/rooms/99?${VERSION}`), ask(`/rooms/99?${VERSION}`, { method: "DELETE" }), ask("/keys")]) {
      const response = await proxy(request);
      answers += 1;
      heard.push(JSON.stringify([...response.headers]) + (await response.text()));
    }
  }
  assert.equal(answers, 16);
  assert.ok(heard.length > 30 && needles.size >= 8);
  for (const text of heard) for (const needle of needles) assert.ok(!text.includes(needle), text);
});
