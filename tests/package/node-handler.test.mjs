// `acs-rooms/proxy/node`: requests as sockets, parsers of bodies and frameworks leave them, and answers to them.

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { connect } from "node:net";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { keptConnection } from "../harness/connection.mjs";
import { makeProject } from "../harness/project.mjs";
import { VERSION, namesOf, rejectionOf, serverOf, setUp } from "../harness/proxy.mjs";

let project;
let names;
let serve;
let serveListener;
let toNodeHandler;

before(async () => {
  project = makeProject(new URL("./fixtures", import.meta.url));
  names = await namesOf(project);
  ({ serve, serveListener, toNodeHandler } = await serverOf(project));
});
after(() => project?.remove());

const ROOM = "99480215317774646";
const LIST = `/api/rooms?${VERSION}`;
const JSON_TYPE = { "content-type": "application/json" };
const MERGE_PATCH = { "content-type": "application/merge-patch+json" };
const MEGABYTE = "x".repeat(2 ** 20);
const codeOf = ({ text }) => JSON.parse(text).error.code;

/** Serves it until `use` is done. */
async function serving(listener, use) {
  const server = await serveListener(listener);
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

// ------------------------------------------------------- bodies that nobody reads

const early = {
  "too long, by its length": [413, "POST", LIST, JSON_TYPE],
  "too long, in pieces": [413, "POST", LIST, { ...JSON_TYPE, "transfer-encoding": "chunked" }],
  "of a wrong type": [415, "POST", LIST, { "content-type": "text/plain" }],
  "for another path": [404, "POST", `/api/keys?${VERSION}`, JSON_TYPE],
  "for a path that is not the proxy's": [404, "POST", "/elsewhere", JSON_TYPE],
  "with a method that the path has not": [405, "PUT", LIST, JSON_TYPE],
  "with a wrong query": [400, "POST", "/api/rooms", JSON_TYPE],
  "of a page of another site": [403, "POST", LIST, { ...JSON_TYPE, origin: "https://evil.example" }],
  "of a deletion": [400, "DELETE", `/api/rooms/${ROOM}?${VERSION}`, {}],
  "of a reading": [400, "GET", LIST, {}],
  "of a reading that is refused": [404, "GET", "/elsewhere", {}],
  "of a HEAD": [405, "HEAD", LIST, {}],
  "to a host that is none": [400, "POST", LIST, { ...JSON_TYPE, host: "a b" }],
};

test("a body that is not read holds nothing up, and its answer arrives", async (t) => {
  const { proxy } = setUp(names);
  await serving(toNodeHandler(proxy), async ({ port }) => {
    const connection = keptConnection(port);
    for (const [what, [status, method, path, headers]] of Object.entries(early)) {
      await t.test(what, async () => {
        for (let round = 0; round < 3; round++) {
          const length = headers["transfer-encoding"] ? {} : { "content-length": MEGABYTE.length };
          assert.equal((await connection.ask(method, path, { ...headers, ...length }, MEGABYTE)).status, status);
          assert.equal((await connection.ask("GET", LIST)).status, 200);
        }
      });
    }
    connection.close();
  });
});

test("with the client through it: each call that is too large is told at once, and once", async () => {
  const { proxy } = setUp(names);
  let requests = 0;
  const handler = toNodeHandler(proxy);
  await serving((incoming, outgoing) => {
    requests += 1;
    return handler(incoming, outgoing);
  }, async ({ origin }) => {
    const client = names.RoomsClient.throughProxy(`${origin}/api`);
    const participants = Array.from({ length: 5000 }, (_, n) => ({
      id: { communicationUserId: `8:acs:1f0e6f5a-3c2b-4f7e-9a52-0c6f4e0f6b1a_${String(n).padStart(8, "0")}-3c2b-4f7e-9a52-0c6f4e0f6b1a` },
    }));
    for (let n = 1; n <= 4; n++) {
      assert.equal((await rejectionOf(client.createRoom({ participants }))).statusCode, 413);
      assert.equal(requests, n);
    }
    assert.match((await client.createRoom()).id, /^\d+$/);
  });
});

test("a body that never ends is answered, and cut off", async () => {
  const { proxy } = setUp(names);
  await serving(toNodeHandler(proxy), async ({ port }) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk));
    const closed = new Promise((resolve) => socket.on("close", resolve));
    socket.write(`POST ${LIST} HTTP/1.1\r\nHost: app.example\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`);
    const send = () => {
      while (socket.writable && socket.write(`8000\r\n${" ".repeat(0x8000)}\r\n`));
    };
    socket.on("drain", send);
    send();
    await closed;
    assert.match(answer, /^HTTP\/1\.1 413 .*\r\nconnection: close\r\n.*"BodyTooLarge"/is);
  });
});

test("a body that does not come: its answer does", async () => {
  const { proxy } = setUp(names);
  await serving(toNodeHandler(proxy), async ({ port }) => {
    const socket = connect(port, "127.0.0.1");
    socket.write(`POST ${LIST} HTTP/1.1\r\nHost: app.example\r\nContent-Type: application/json\r\nContent-Length: 999999999\r\n\r\n{}`);
    let answer = "";
    for await (const chunk of socket) answer += chunk;
    assert.match(answer, /^HTTP\/1\.1 413 .*\r\nconnection: close\r\n.*"BodyTooLarge".*\}$/is);
  });
});

test("a caller that leaves in the middle of its body, or of its answer, harms nobody and is no error", async () => {
  const { proxy, errors } = setUp(names);
  const told = [];
  const statuses = [];
  const handler = toNodeHandler(async (request) => {
    const response = await proxy(request);
    statuses.push(response.status);
    return response;
  }, { onError: (error) => told.push(error) });
  await serving(handler, async ({ port }) => {
    for (const length of [0, 1, 1000]) {
      const socket = connect(port, "127.0.0.1");
      socket.write(`POST ${LIST} HTTP/1.1\r\nHost: app.example\r\nContent-Type: application/json\r\nContent-Length: 2000\r\n\r\n${" ".repeat(length)}`);
      await once(socket, "ready");
      await new Promise((resolve) => setTimeout(resolve, 50));
      socket.destroy();
    }
    while (statuses.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    const connection = keptConnection(port);
    assert.equal((await connection.ask("GET", LIST)).status, 200);
    connection.close();
  });
  for (const status of statuses.slice(0, 3)) assert.ok([400, 499].includes(status), String(status));
  assert.deepEqual([errors, told], [[], []]);
});

// ------------------------------------------------------ bodies that somebody has read

/** Reads the body as parsers do, and leaves what `parse` makes of it. */
function behind(parse, handler) {
  return async (incoming, outgoing) => {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    if (chunks.length > 0) Object.assign(incoming, parse(Buffer.concat(chunks)));
    await handler(incoming, outgoing);
  };
}

const DATES = '{ "validFrom": "2027-01-04T09:00:00Z", "validUntil": "2027-01-04T10:00:00Z" }';
const rewritten = JSON.stringify(JSON.parse(DATES));
const parsers = {
  "JSON": [(bytes) => ({ body: JSON.parse(bytes), _body: true }), rewritten],
  "JSON, without a mark": [(bytes) => ({ body: JSON.parse(bytes) }), rewritten],
  "an object without a prototype": [(bytes) => ({ body: Object.assign(Object.create(null), JSON.parse(bytes)) }), rewritten],
  "text": [(bytes) => ({ body: String(bytes) }), rewritten],
  "bytes": [(bytes) => ({ body: bytes }), rewritten],
  "bytes of another kind": [(bytes) => ({ body: new Uint8Array(bytes) }), rewritten],
  "nothing": [() => ({}), undefined],
  "an empty object, as those leave that did not parse": [() => ({ body: {} }), undefined],
  "what JSON cannot say": [() => ({ body: { validFrom: 1n } }), undefined],
  "a circle": [() => ({ body: ((circle) => (circle.itself = circle))({}) }), undefined],
  "a function": [() => ({ body: () => {} }), undefined],
};

for (const [what, [parse, sentOn]] of Object.entries(parsers)) {
  test(`behind a parser that leaves ${what}`, async () => {
    const { proxy, sent } = setUp(names);
    const told = [];
    await serving(behind(parse, toNodeHandler(proxy, { onError: (error) => told.push(error) })), async ({ port }) => {
      const connection = keptConnection(port);
      const headers = { ...MERGE_PATCH, "content-length": Buffer.byteLength(DATES) };
      const answer = await connection.ask("PATCH", `/api/rooms/${ROOM}?${VERSION}`, headers, DATES);
      if (sentOn !== undefined) {
        assert.deepEqual([answer.status, codeOf(answer)], [404, "NotFound"], answer.text);
        assert.deepEqual(sent.map(({ body }) => body), [sentOn]);
        assert.equal(told.length, 0);
      } else {
        assert.deepEqual([answer.status, codeOf(answer)], [500, "BodyConsumed"]);
        assert.match(answer.text, /was read before .* Put the proxy before/);
        assert.deepEqual([sent.length, told.length, told[0].code], [0, 1, "BodyConsumed"]);
      }
      assert.equal((await connection.ask("GET", LIST)).status, 200, "one without a body");
      connection.close();
    });
  });
}

test("behind a parser: what was compressed is not any more, and an empty object may be meant", async () => {
  const { proxy, sent } = setUp(names);
  await serving(behind(() => ({ body: {}, _body: true }), toNodeHandler(proxy)), async ({ port }) => {
    const connection = keptConnection(port);
    const headers = { ...JSON_TYPE, "content-encoding": "gzip", "content-length": 22 };
    assert.equal((await connection.ask("POST", LIST, headers, "x".repeat(22))).status, 201);
    connection.close();
  });
  await serving(behind((bytes) => ({ body: JSON.parse(bytes) }), toNodeHandler(proxy)), async ({ port }) => {
    const connection = keptConnection(port);
    assert.equal((await connection.ask("POST", LIST, { ...JSON_TYPE, "content-length": 2 }, "{}")).status, 201);
    connection.close();
  });
  assert.deepEqual(sent.map(({ body }) => body), ["{}", "{}"]);
});

test("a Request whose body was read before is told so, too", async () => {
  const { proxy, sent, errors } = setUp(names);
  const ask = () => new Request(`https://app.example${LIST}`, { method: "POST", headers: JSON_TYPE, body: "{}" });
  const used = ask();
  await used.text();
  const locked = ask();
  locked.body.getReader();
  for (const request of [used, locked]) {
    const response = await proxy(request);
    assert.deepEqual([response.status, (await response.json()).error.code], [500, "BodyConsumed"]);
  }
  assert.deepEqual([sent.length, errors.map(({ code }) => code)], [0, ["BodyConsumed", "BodyConsumed"]]);
  const cloned = ask();
  const copy = cloned.clone();
  await cloned.text();
  assert.equal((await proxy(copy)).status, 201);
});

// ------------------------------------------------------------ paths, hosts, headers

test("mounted below a path, the path is the one that the caller wrote", async () => {
  const { proxy } = setUp(names);
  const handler = toNodeHandler(proxy);
  const mount = (incoming, outgoing) => {
    incoming.originalUrl = incoming.url;
    incoming.url = incoming.url.slice("/api".length) || "/";
    return handler(incoming, outgoing);
  };
  await serving(mount, async ({ origin }) => {
    const client = names.RoomsClient.throughProxy(`${origin}/api`);
    const { id } = await client.createRoom();
    for (let n = 0; n < 12; n++) await client.createRoom();
    const ids = [];
    for await (const room of client.listRooms()) ids.push(room.id);
    assert.deepEqual([ids.length, ids.at(-1)], [13, id]);
  });
});

test("a path that leads astray is told, with where the proxy is", async () => {
  const at = (basePath) => setUp(names, { basePath }).proxy;
  const messageOf = async (proxy, path) => {
    const response = await proxy(new Request(`https://app.example${path}`));
    assert.equal(response.status, 404);
    return (await response.json()).error.message;
  };
  assert.match(await messageOf(at("/api/rooms-proxy"), LIST.replace("/api", "")), /^The proxy is at \/api\/rooms-proxy, and was asked for \/rooms\./);
  assert.match(await messageOf(at("/api/rooms-proxy"), "/api/rooms-proxyx/rooms"), /was asked for \/api\/rooms-proxyx\/rooms\./);
  assert.match(await messageOf(at("/api/rooms-proxy"), "/%3Cscript%3E"), /was asked for another path\./);
  assert.match(await messageOf(at("/api"), "/api/keys"), /^The proxy has no such path\. Below \/api it has \/rooms, /);
  assert.match(await messageOf(at(undefined), "/keys"), /^The proxy has no such path\. Below the root /);
});

test("both origins of a request from another one are told", async () => {
  const { proxy } = setUp(names);
  const messageOf = async (headers) => {
    const response = await proxy(new Request(`http://localhost:3000${LIST}`, { headers }));
    assert.equal(response.status, 403);
    return (await response.json()).error.message;
  };
  assert.match(await messageOf({ origin: "http://localhost:5173", "sec-fetch-site": "same-origin" }), /of a page of http:\/\/localhost:5173, and was sent to http:\/\/localhost:3000\. .*changeOrigin.*cors\.origins/);
  assert.match(await messageOf({ origin: "<script>" }), /caused by another site\./);
  assert.match(await messageOf({ "sec-fetch-site": "cross-site" }), /caused by another site\./);
});

test("no host, and no target, leads to another path than the one that was asked for", async (t) => {
  const urls = [];
  const handler = toNodeHandler((request) => {
    urls.push(request.url);
    return new Response("ok");
  });
  await serving(handler, async ({ port }) => {
    const ask = async (head) => {
      const socket = connect(port, "127.0.0.1");
      socket.write(`${head}\r\nConnection: close\r\n\r\n`);
      let answer = "";
      for await (const chunk of socket) answer += chunk;
      return answer;
    };
    const hosts = [
      `x${LIST}#`, "x/api/rooms", "x?", "x#", "x\\api", "user@x", "user:password@x", "x y", "x\ty", "x:y", "x:99999", "x:1:2",
      "[::1", "[evil]", "x%2fapi", "x,y", "", "é", "x:", "<x>", "1.2.3.4.5",
    ];
    for (const host of hosts) {
      await t.test(`Host: ${host}`, async () => {
        assert.match(await ask(`GET /public/logo.png HTTP/1.1\r\nHost: ${host}`), /^HTTP\/1\.1 400 .*"InvalidHost"|"InvalidRequest"|^HTTP\/1\.1 400 Bad Request\r\nConnection: close\r\n\r\n$/s);
      });
    }
    await t.test("two hosts", async () => assert.match(await ask("GET / HTTP/1.1\r\nHost: a\r\nHost: b"), /^HTTP\/1\.1 400 /));
    await t.test("no host", async () => assert.match(await ask("GET / HTTP/1.0"), /^HTTP\/1\.1 400 .*"InvalidHost"/s));
    for (const target of ["http://evil.example/api/rooms", "*", "evil.example/api"]) {
      await t.test(target, async () => assert.match(await ask(`OPTIONS ${target} HTTP/1.1\r\nHost: a.example`), /^HTTP\/1\.1 400 /));
    }
    assert.deepEqual(urls, []);
    for (const [host, target, url] of [
      ["app.example", "//evil.example/x", "http://app.example//evil.example/x"],
      ["app.example:8080", "/a?b=http://c/#d", "http://app.example:8080/a?b=http://c/#d"],
      ["[::1]:8080", "/", "http://[::1]:8080/"],
      ["under_score", "/\\..\\x", "http://under_score/x"],
      ["LOCALHOST", "/@evil.example/", "http://localhost/@evil.example/"],
    ]) {
      assert.match(await ask(`GET ${target} HTTP/1.1\r\nHost: ${host}`), /^HTTP\/1\.1 200 /, target);
      assert.equal(urls.pop(), url);
    }
  });
});

test("headers are those that middleware left, and cookies of the answer stay apart", async () => {
  const seen = [];
  const handler = toNodeHandler((request) => {
    seen.push([...request.headers].filter(([name]) => name.startsWith("x-")));
    return new Response(null, { status: 204, headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"], ["vary", "Origin"], ["x-powered-by", "rooms"]] });
  });
  await serving((incoming, outgoing) => {
    incoming.headers["x-user"] = "checked";
    delete incoming.headers["x-admin"];
    outgoing.setHeader("Set-Cookie", "session=0");
    outgoing.setHeader("Vary", "Accept-Encoding");
    outgoing.setHeader("X-Powered-By", "middleware");
    return handler(incoming, outgoing);
  }, async ({ port }) => {
    const connection = keptConnection(port);
    const { status, headers } = await connection.ask("GET", "/", { "x-user": "forged", "x-admin": "1", "x-twice": ["1", "2"] });
    assert.equal(status, 204);
    assert.deepEqual(headers["set-cookie"], ["session=0", "a=1", "b=2"]);
    assert.deepEqual([headers.vary, headers["x-powered-by"]], ["Accept-Encoding, Origin", "rooms"]);
    connection.close();
  });
  assert.deepEqual(seen, [[["x-twice", "1, 2"], ["x-user", "checked"]]]);
});

// ----------------------------------------------------------------- what goes wrong

test("what a handler throws, or gives instead of a Response, is the server's trouble", async () => {
  for (const [what, handle] of Object.entries({
    "an error": () => { throw new Error("canary"); },
    "a rejection": async () => { throw new Error("canary"); },
    "nothing thrown": () => { throw undefined; },
    "nothing": () => undefined,
    "an object": () => ({ status: 200 }),
    "a network error": () => Response.error(),
    "a body that was read": async () => {
      const response = new Response("canary");
      await response.text();
      return response;
    },
    "a body that breaks off": () => new Response(new ReadableStream({ pull(controller) { controller.error(new Error("canary")); } })),
  })) {
    for (const hook of [(error) => told.push(error), (error) => { told.push(error); throw new Error("of the hook"); }, async (error) => { told.push(error); throw new Error("of the hook"); }]) {
      var told = [];
      await serving(toNodeHandler(handle, { onError: hook }), async ({ port }) => {
        const connection = keptConnection(port);
        for (let n = 1; n <= 2; n++) {
          const answer = await connection.ask("GET", "/");
          assert.deepEqual([answer.status, codeOf(answer), told.length], [500, "HandlerFailed", n], what);
          assert.ok(!answer.text.includes("canary"));
        }
        connection.close();
      });
    }
  }
});

test("an answer that somebody else has given stays", async () => {
  const told = [];
  const handler = toNodeHandler(() => new Response("late"), { onError: (error) => told.push(error) });
  await serving((incoming, outgoing) => {
    outgoing.writeHead(503, { "content-length": 5 }).write("ti");
    setTimeout(() => outgoing.end("me!"), 50);
    return handler(incoming, outgoing);
  }, async ({ port }) => {
    const connection = keptConnection(port);
    assert.deepEqual((({ status, text }) => [status, text])(await connection.ask("GET", "/")), [503, "time!"]);
    connection.close();
  });
  assert.deepEqual(told.map(({ code }) => code), ["ERR_HTTP_HEADERS_SENT"]);
});

test("arguments that cannot be right are refused at once", () => {
  assert.throws(() => toNodeHandler(), { name: "TypeError", message: /createRoomsProxy/ });
  assert.throws(() => toNodeHandler({}), { name: "TypeError", message: /createRoomsProxy/ });
  assert.throws(() => toNodeHandler(() => {}, { onError: true }), { name: "TypeError", message: /^onError must be/ });
});

test("require gives the same", async () => {
  const { createRoomsProxy } = createRequire(join(project.dir, "package.json"))("acs-rooms/proxy");
  const required = createRequire(join(project.dir, "package.json"))("acs-rooms/proxy/node");
  assert.deepEqual(Object.keys(required), ["toNodeHandler"]);
  const emulator = new names.RoomsEmulator();
  const proxy = createRoomsProxy({ connectionString: emulator.connectionString, fetch: emulator.fetch, authorize: () => true });
  await serving(required.toNodeHandler(proxy), async ({ origin }) => {
    assert.match((await names.RoomsClient.throughProxy(origin).createRoom()).id, /^\d+$/);
  });
});

test("HTTP/2", async () => {
  const { proxy } = setUp(names, { maxBodyInBytes: 1000 });
  const urls = [];
  const handler = toNodeHandler((request) => {
    urls.push(request.url);
    return proxy(request);
  });
  const server = createHttp2Server(handler);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  const ask = async (headers, body = "") => {
    const stream = session.request(headers);
    if (headers[":method"] === "POST") stream.end(body);
    const [answered] = await once(stream, "response");
    let text = "";
    for await (const chunk of stream) text += chunk;
    return { status: answered[":status"], text };
  };
  try {
    const create = { ":method": "POST", ":path": LIST, ...JSON_TYPE };
    const own = { origin: `http://127.0.0.1:${port}`, "sec-fetch-site": "same-origin" };
    assert.equal((await ask({ ...create, ...own }, "{}")).status, 201);
    for (let n = 0; n < 4; n++) assert.equal((await ask({ ...create, ...own }, MEGABYTE)).status, 413);
    assert.equal((await ask({ ":path": LIST, ...own })).status, 200);
    assert.equal(urls[0], `http://127.0.0.1:${port}${LIST}`);
  } finally {
    session.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
});
