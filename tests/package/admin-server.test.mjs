// `acs-rooms admin`: who is let in and who is not. Requests are written byte by byte; behind it stands a service that
// counts what reaches it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTcpServer, connect } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { enter, raw, startAdmin } from "../harness/admin.mjs";
import { keptConnection } from "../harness/connection.mjs";
import { startEmulator } from "../harness/emulator.mjs";
import { makeProject } from "../harness/project.mjs";
import { namesOf } from "../harness/proxy.mjs";

const KEY = Buffer.from("canary-key-that-nobody-may-see").toString("base64");
const LIST = "/api/rooms-proxy/rooms?api-version=2025-03-13";

let project;
let names;
let service;
let reached = 0;
let admin;
let session;

before(async () => {
  project = makeProject(new URL("./fixtures", import.meta.url));
  names = await namesOf(project);
  service = createServer((request, response) => {
    reached += 1;
    response.writeHead(200, { "content-type": "application/json" }).end('{"value":[]}');
  });
  await new Promise((resolve) => service.listen(0, "127.0.0.1", resolve));
  admin = await startAdmin(project.dir, [], { ACS_CONNECTION_STRING: `endpoint=http://127.0.0.1:${service.address().port}/;accesskey=${KEY}` });
  ({ session } = await enter(admin));
});
after(async () => {
  await admin?.stop();
  service?.close();
  project?.remove();
});

/** A request of HTTP/1.1 with these headers; a header may be there twice, and null leaves one out. */
function request(method, target, headers = {}, body = "") {
  const all = { Host: `127.0.0.1:${admin.port}`, Connection: "close", ...(body && { "Content-Length": Buffer.byteLength(body) }), ...headers };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [value].flat().map((one) => `${name}: ${one}`)));
  return `${method} ${target} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`;
}

const shown = () => ({ Authorization: `Bearer ${session}` });
const statusOf = (answer) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);

test("who is let in: the page, and its calls with the session", async () => {
  for (const headers of [
    {},
    { Origin: `http://127.0.0.1:${admin.port}`, "Sec-Fetch-Site": "same-origin" },
    { Host: `localhost:${admin.port}` },
    { Host: `localhost:${admin.port}`, Origin: `http://localhost:${admin.port}` },
    { "Sec-Fetch-Site": "none" },
  ]) {
    const before = reached;
    assert.equal(statusOf(await raw(admin.port, request("GET", "/", headers))), 200, JSON.stringify(headers));
    assert.equal(statusOf(await raw(admin.port, request("GET", LIST, { ...shown(), ...headers }))), 200, JSON.stringify(headers));
    assert.equal(reached, before + 1);
  }
});

test("who is not: each is refused, and none reaches the service", async (t) => {
  const { port } = admin;
  const own = `127.0.0.1:${port}`;
  const wrong = session.replace(/^./, (letter) => (letter === "A" ? "B" : "A"));
  const create = JSON.stringify({ participants: {} });
  const json = { "Content-Type": "application/json" };
  const cases = [
    // DNS rebinding: another name that leads here.
    ["a foreign host", request("GET", LIST, { ...shown(), Host: "evil.example" }), 403],
    ["a foreign host with our port", request("GET", LIST, { ...shown(), Host: `evil.example:${port}` }), 403],
    ["a foreign host, for the page", request("GET", "/", { Host: `evil.example:${port}` }), 403],
    ["another port", request("GET", LIST, { ...shown(), Host: `127.0.0.1:${port + 1}` }), 403],
    ["no port", request("GET", LIST, { ...shown(), Host: "127.0.0.1" }), 403],
    ["localhost.evil", request("GET", LIST, { ...shown(), Host: `localhost.evil.example:${port}` }), 403],
    ["a name that begins as ours", request("GET", LIST, { ...shown(), Host: `127.0.0.1.evil.example:${port}` }), 403],
    ["a name below localhost", request("GET", LIST, { ...shown(), Host: `evil.localhost:${port}` }), 403],
    ["another address of loopback", request("GET", LIST, { ...shown(), Host: `127.0.0.2:${port}` }), 403],
    ["an address that means all", request("GET", LIST, { ...shown(), Host: `0.0.0.0:${port}` }), 403],
    ["IPv6", request("GET", LIST, { ...shown(), Host: `[::1]:${port}` }), 403],
    ["a user before the host", request("GET", LIST, { ...shown(), Host: `evil@${own}` }), 403],
    ["an empty host", request("GET", LIST, { ...shown(), Host: "" }), 403],
    ["two hosts, ours first", request("GET", LIST, { ...shown(), Host: [own, "evil.example"] }), [400, 403]],
    ["two hosts, ours last", request("GET", LIST, { ...shown(), Host: ["evil.example", own] }), [400, 403]],
    ["no host", request("GET", LIST, { ...shown(), Host: null }), 400],
    ["HTTP/1.0 without a host", `GET ${LIST} HTTP/1.0\r\nAuthorization: Bearer ${session}\r\n\r\n`, 403],
    ["HTTP/1.0 without a host, for the page", "GET / HTTP/1.0\r\n\r\n", 403],
    ["a whole address as the target", request("GET", `http://evil.example${LIST}`, shown()), 400],
    ["a whole address of ours as the target", request("GET", `http://${own}${LIST}`, shown()), 400],
    ["CONNECT", request("CONNECT", own, shown()), 0],
    ["OPTIONS *", request("OPTIONS", "*", shown()), 400],
    // Pages of other origins.
    ["a foreign origin", request("GET", LIST, { ...shown(), Origin: "https://evil.example" }), 403],
    ["the origin null", request("GET", LIST, { ...shown(), Origin: "null" }), 403],
    ["an empty origin", request("GET", LIST, { ...shown(), Origin: "" }), 403],
    ["the origin of another port", request("GET", LIST, { ...shown(), Origin: `http://127.0.0.1:${port + 1}` }), 403],
    ["our origin by https", request("GET", LIST, { ...shown(), Origin: `https://${own}` }), 403],
    ["our other name's origin", request("GET", LIST, { ...shown(), Origin: `http://localhost:${port}` }), 403],
    ["two origins", request("GET", LIST, { ...shown(), Origin: [`http://${own}`, "https://evil.example"] }), 403],
    ["a cross-site request", request("GET", LIST, { ...shown(), "Sec-Fetch-Site": "cross-site" }), 403],
    ["a same-site request, of another port", request("GET", LIST, { ...shown(), "Sec-Fetch-Site": "same-site" }), 403],
    ["our origin, and cross-site", request("GET", LIST, { ...shown(), Origin: `http://${own}`, "Sec-Fetch-Site": "cross-site" }), 403],
    ["the page in a foreign frame", request("GET", "/", { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe" }), 403],
    ["a preflight", request("OPTIONS", LIST, { Origin: "https://evil.example", "Access-Control-Request-Method": "GET" }), 403],
    // The session.
    ["no session", request("GET", LIST), 401],
    ["a wrong session", request("GET", LIST, { Authorization: `Bearer ${wrong}` }), 401],
    ["a session cut short", request("GET", LIST, { Authorization: `Bearer ${session.slice(0, -1)}` }), 401],
    ["more than the session", request("GET", LIST, { Authorization: `Bearer ${session}A` }), 401],
    ["an empty session", request("GET", LIST, { Authorization: "Bearer " }), 401],
    ["the session with another scheme", request("GET", LIST, { Authorization: `Basic ${session}` }), 401],
    ["the session as a cookie", request("GET", LIST, { Cookie: `session=${session}` }), 401],
    ["the session in the query", request("GET", `${LIST}&session=${session}`), 401],
    ["the ticket as the session", request("GET", LIST, { Authorization: `Bearer ${admin.ticket}` }), 401],
    ["the access key as the session", request("GET", LIST, { Authorization: `Bearer ${KEY}` }), 401],
    ["the connection without a session", request("GET", "/api/connection.json"), 401],
    ["a creation without a session", request("POST", LIST, json, create), 401],
    ["a form's post", request("POST", LIST, { "Content-Type": "text/plain" }, create), 401],
    ["a used ticket", request("POST", "/api/session", json, JSON.stringify({ ticket: admin.ticket })), 403],
    ["a guessed ticket", request("POST", "/api/session", json, JSON.stringify({ ticket: wrong })), 403],
    ["no ticket", request("POST", "/api/session", json, "{}"), 403],
    ["a ticket that is no text", request("POST", "/api/session", json, '{"ticket":[1]}'), 403],
    ["null for a ticket", request("POST", "/api/session", json, "null"), 400],
    ["a ticket that is no JSON", request("POST", "/api/session", json, "{"), 400],
    ["a ticket by GET", request("GET", "/api/session"), 405],
    ["a ticket that never ends", request("POST", "/api/session", json, `{"ticket":"${"A".repeat(70_000)}"}`), 413],
    // Paths and methods.
    ["a path out of the folder", request("GET", "/../admin-server.js"), 404],
    ["encoded dots", request("GET", "/%2e%2e/admin-server.js"), 404],
    ["an encoded slash", request("GET", "/..%2fadmin-server.js"), 404],
    ["backslashes", request("GET", "/..\\admin-server.js"), 404],
    ["a way through a folder of ours", request("GET", "/assets/../../package.json"), 404],
    ["two slashes", request("GET", "//etc/passwd"), 404],
    ["a file's whole path", request("GET", "/etc/passwd"), 404],
    ["a folder", request("GET", "/assets/"), 404],
    ["a NUL", request("GET", "/index.html%00.js"), 404],
    ["the file with the headers", request("GET", "/_headers"), 404],
    ["a post to the page", request("POST", "/", shown(), "a=b"), 405],
    ["a deletion of the page", request("DELETE", "/index.html", shown()), 405],
    ["a path of the API that is none", request("GET", "/api/else", shown()), 404],
    ["the folder of the API", request("GET", "/api/", shown()), 404],
    ["the proxy without a path", request("GET", "/api/rooms-proxy", shown()), 404],
    ["the proxy out of its path", request("GET", "/api/rooms-proxy/../connection.json", shown()), 404],
    ["another path of the service", request("GET", "/api/rooms-proxy/keys?api-version=2025-03-13", shown()), 404],
    ["another method", request("PUT", LIST, { ...shown(), ...json }, create), 405],
    ["controls of an emulator, which this is not", request("POST", "/api/emulator/reset", shown()), 404],
    ["what is no HTTP", "HELLO\r\n\r\n", 400],
    ["two lengths", request("POST", LIST, { ...shown(), ...json, "Content-Length": ["2", "3"] }, "{}"), 400],
    ["a length and chunks", request("POST", LIST, { ...shown(), ...json, "Transfer-Encoding": "chunked" }, create), 400],
  ];
  const before = reached;
  for (const [what, text, status] of cases) {
    await t.test(what, async () => {
      const answer = await raw(admin.port, text);
      assert.ok([status].flat().includes(statusOf(answer)), `${statusOf(answer)}: ${answer.slice(0, 200)}`);
      assert.ok(!/access-control-allow/i.test(answer), answer);
      assert.ok(!answer.includes(session) && !answer.includes(KEY) && !/Signature=/.test(answer), answer);
      assert.equal(reached, before, "it reached the service");
    });
  }
  assert.ok(cases.length > 60);
});

test("the session is good after all of that, and another ticket is not given", async () => {
  assert.equal(statusOf(await raw(admin.port, request("GET", LIST, shown()))), 200);
  assert.equal((await enter(admin)).status, 403);
});

test("a body that is refused holds up no other request on its connection, and its answer arrives", async (t) => {
  const { ask, close } = keptConnection(admin.port);
  const large = "x".repeat(2 ** 20);
  const length = { "content-length": large.length };
  const json = { "content-type": "application/json" };
  const own = { authorization: `Bearer ${session}` };
  for (const [what, status, method, path, headers] of [
    ["too long for the proxy", 413, "POST", LIST, { ...own, ...json }],
    ["too long for the proxy, in pieces", 413, "POST", LIST, { ...own, ...json, "transfer-encoding": "chunked" }],
    ["of a wrong type", 415, "POST", LIST, own],
    ["for a path that the proxy has not", 404, "POST", "/api/rooms-proxy/keys", { ...own, ...json }],
    ["without a session", 401, "POST", LIST, json],
    ["too long for a ticket", 413, "POST", "/api/session", json],
    ["for the page", 405, "POST", "/", {}],
    ["of a foreign origin", 403, "POST", LIST, { ...own, ...json, origin: "https://evil.example" }],
    ["to a foreign host", 403, "POST", LIST, { ...own, ...json, host: "evil.example" }],
    ["for a path of the API that is none", 404, "PUT", "/api/else", own],
    ["with the connection", 200, "GET", "/api/connection.json", own],
    ["with the page", 200, "GET", "/", {}],
    ["with its head", 200, "HEAD", "/", {}],
  ]) {
    await t.test(what, async () => {
      for (let round = 0; round < 2; round++) {
        const answer = await ask(method, path, { ...(headers["transfer-encoding"] ? {} : length), ...headers }, large);
        assert.equal(answer.status, status, answer.text.slice(0, 200));
        assert.equal((await ask("GET", "/api/connection.json", own)).status, 200);
      }
    });
  }
  close();
});

test("a state that is too long for the emulator is refused, and its answer arrives", async () => {
  const server = await startAdmin(project.dir);
  const { session } = await enter(server);
  const { ask, close } = keptConnection(server.port);
  const state = Buffer.alloc(70 * 2 ** 20, 0x20);
  try {
    for (let round = 0; round < 2; round++) {
      const answer = await ask("PUT", "/api/emulator/state", { authorization: `Bearer ${session}`, "content-length": state.length }, state);
      assert.deepEqual([answer.status, JSON.parse(answer.text).error.code], [413, "BodyTooLarge"]);
    }
  } finally {
    close();
    await server.stop();
  }
});

test("it goes on when nobody reads its output any more", async () => {
  const service = createServer((_, response) => response.destroy());
  await new Promise((resolve) => service.listen(0, "127.0.0.1", resolve));
  const server = await startAdmin(project.dir, [], { ACS_CONNECTION_STRING: `endpoint=http://127.0.0.1:${service.address().port}/;accesskey=${KEY}` });
  try {
    const { session } = await enter(server);
    server.leave();
    // Each is a warning.
    for (let n = 0; n < 20; n++) {
      const response = await fetch(`http://127.0.0.1:${server.port}${LIST}`, { headers: { authorization: `Bearer ${session}` } });
      assert.equal(response.status, 502);
    }
    assert.deepEqual(await server.stop(), [0, null]);
  } finally {
    await server.stop("SIGKILL");
    service.close();
  }
});

test("http: beyond this machine is taken when the flag says so", async () => {
  const connectionString = { ACS_CONNECTION_STRING: `endpoint=http://emulator.test:7080/;accesskey=${KEY}` };
  const server = await startAdmin(project.dir, ["--allow-insecure-connection"], connectionString);
  try {
    // Nobody knows whether it is an emulator.
    assert.equal(server.lines[0], "connected to: PRODUCTION, http://emulator.test:7080/");
  } finally {
    await server.stop();
  }
});

test("headers of the page and of the API", async () => {
  const page = await fetch(`http://127.0.0.1:${admin.port}/`);
  assert.match(page.headers.get("content-security-policy"), /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';.*connect-src 'self';.*frame-ancestors 'none'$/);
  const api = await fetch(`http://127.0.0.1:${admin.port}/api/connection.json`, { headers: { authorization: `Bearer ${session}` } });
  assert.deepEqual(await api.json(), { kind: "proxy", endpoint: `http://127.0.0.1:${service.address().port}/`, environment: "emulator" });
  const proxied = await fetch(`http://127.0.0.1:${admin.port}${LIST}`, { headers: { authorization: `Bearer ${session}` } });
  for (const [what, { headers }] of Object.entries({ page, api, proxied })) {
    assert.equal(headers.get("x-content-type-options"), "nosniff", what);
    assert.equal(headers.get("set-cookie"), null, what);
    assert.match(headers.get("cache-control"), what === "page" ? /no-cache/ : /no-store/, what);
  }
  for (const { headers } of [page, api]) {
    assert.equal(headers.get("x-frame-options"), "DENY");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    assert.equal(headers.get("cross-origin-resource-policy"), "same-origin");
  }
  const html = await page.text();
  assert.ok(!/<script(?![^>]*\bsrc=)|<style| style=| on\w+=/.test(html), "nothing inline");
});

test("it listens on loopback only", async () => {
  // Linux tells: the local address of every listening socket, in hexadecimal.
  const port = admin.port.toString(16).toUpperCase().padStart(4, "0");
  const listening = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) => readFileSync(file, "utf8").split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === "0A" && local.endsWith(`:${port}`))
    .map(([, local]) => local);
  assert.deepEqual(listening, [`0100007F:${port}`]);
  const others = Object.values(networkInterfaces()).flat().filter(({ internal, family }) => !internal && family === "IPv4");
  for (const { address } of others) {
    const error = await new Promise((resolve) => {
      const socket = connect(admin.port, address, () => { socket.destroy(); resolve(undefined); });
      socket.on("error", resolve);
    });
    assert.equal(error?.code, "ECONNREFUSED", address);
  }
});

test("what it prints: where it is connected to, and nothing of the key", async () => {
  assert.equal(admin.lines[0], `connected to: the emulator at http://127.0.0.1:${service.address().port}/`);
  const production = await startAdmin(project.dir, [], { ACS_CONNECTION_STRING: `endpoint=contoso.communication.azure.com;accesskey=${KEY}` });
  try {
    assert.equal(production.lines[0], "connected to: PRODUCTION, https://contoso.communication.azure.com/");
    const { session } = await enter(production);
    const info = await fetch(`http://127.0.0.1:${production.port}/api/connection.json`, { headers: { authorization: `Bearer ${session}` } });
    assert.equal((await info.json()).environment, "production");
    assert.notEqual(production.ticket, admin.ticket);
  } finally {
    await production.stop();
  }
  const text = [admin, production].map(({ lines, errors }) => lines.join("\n") + errors()).join("\n");
  assert.ok(!text.includes(KEY) && !text.includes("accesskey"), text);
});

test("with the real client through it: every operation, on the emulator in the command and on one over HTTP", async () => {
  const folder = mkdtempSync(join(tmpdir(), "acs-rooms-admin-"));
  const emulator = await startEmulator(project.dir);
  try {
    for (const [args, env] of [[["--data", join(folder, "rooms")], {}], [[], { ACS_CONNECTION_STRING: emulator.connectionString }], [["--emulator"], { ACS_CONNECTION_STRING: "nonsense" }]]) {
      const server = await startAdmin(project.dir, args, env);
      try {
        const { session } = await enter(server);
        const client = names.RoomsClient.throughProxy(`http://127.0.0.1:${server.port}/api/rooms-proxy`, {
          fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${session}` } }),
        });
        const { id } = await client.createRoom();
        assert.equal((await client.getRoom(id)).id, id);
        await client.deleteRoom(id);
      } finally {
        await server.stop();
      }
    }
    assert.ok(readFileSync(join(folder, "rooms"), "utf8").includes("roomCreated"));
  } finally {
    await emulator.stop();
    rmSync(folder, { recursive: true });
  }
});

test("the controls of the emulator in the command: those of the page, and no keys", async () => {
  const server = await startAdmin(project.dir);
  try {
    const { session } = await enter(server);
    const ask = async (method, name, body) => {
      const response = await fetch(`http://127.0.0.1:${server.port}/api/emulator/${name}`, { method, body, headers: { authorization: `Bearer ${session}` } });
      return [response.status, await response.text()];
    };
    assert.deepEqual(await ask("POST", "time", '{"advanceInMs":5000}'), [204, ""]);
    assert.deepEqual(await ask("POST", "faults", '{"kind":"status","count":2}'), [204, ""]);
    assert.deepEqual(await ask("GET", "status"), [200, '{"advancedInMs":5000,"faults":[{"kind":"status","count":2}]}']);
    assert.match((await ask("POST", "faults", '{"kind":"rain"}')).join(), /^400,.*fault\.kind must be /);
    const [, state] = await ask("GET", "state");
    assert.match(state, /^\{"journal":"acs-rooms emulator","format":1\}\n/);
    assert.match((await ask("PUT", "state", "else")).join(), /^400,.*first line must be/);
    assert.deepEqual(await ask("PUT", "state", state), [204, ""]);
    for (const [method, name] of [["POST", "keys"], ["GET", "requests"], ["DELETE", "requests"], ["GET", "health"], ["GET", "__proto__"]]) {
      assert.equal((await ask(method, name, method === "POST" ? '{"regenerate":"primary"}' : undefined))[0], 404, name);
    }
  } finally {
    await server.stop();
  }
});

for (const signal of ["SIGINT", "SIGTERM"]) {
  test(`${signal} stops it at once, also with connections open and a request under way`, async () => {
    const silent = createTcpServer(() => {});
    await new Promise((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const sockets = [];
    silent.on("connection", (socket) => sockets.push(socket));
    const server = await startAdmin(project.dir, [], { ACS_CONNECTION_STRING: `endpoint=http://127.0.0.1:${silent.address().port};accesskey=${KEY}` });
    const { session } = await enter(server);
    const idle = connect(server.port, "127.0.0.1");
    idle.on("error", () => {});
    const call = fetch(`http://127.0.0.1:${server.port}${LIST}`, { headers: { authorization: `Bearer ${session}` } }).catch((error) => error);
    while (sockets.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual(await server.stop(signal), [0, null]);
    assert.ok((await call) instanceof Error);
    idle.destroy();
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
}

test("called wrongly, it says what is wrong and never the key", async () => {
  const program = join(project.dir, "node_modules/.bin/acs-rooms");
  const { ACS_CONNECTION_STRING: _, ...inherited } = process.env;
  const run = async (args, env = {}) => {
    const failed = await promisify(execFile)(program, ["admin", ...args], { env: { ...inherited, ...env }, timeout: 20_000 }).then(
      ({ stdout }) => ({ code: 0, stdout, stderr: "" }),
      (error) => error,
    );
    return { code: failed.code, text: failed.stdout + failed.stderr };
  };
  const resource = (text) => ({ ACS_CONNECTION_STRING: text });
  for (const [args, env, code, words] of [
    [["--help"], {}, 0, /Usage: acs-rooms admin/],
    [["--port", "many"], {}, 2, /--port must be a number from 0 to 65535, not 'many'/],
    [["--port", "70000"], {}, 2, /--port must be a number/],
    [["--host", "0.0.0.0"], {}, 2, /Unknown option '--host'/],
    [["more"], {}, 2, /Unexpected argument 'more'/],
    [["--data", "x"], resource(`endpoint=https://contoso.example;accesskey=${KEY}`), 2, /--data is for the emulator/],
    [["--port", String(admin.port)], {}, 1, /port \d+ of 127\.0\.0\.1 is in use.*--port/],
    [["--data", join(project.dir, "package.json")], {}, 1, /this is no data file.*--data .*package\.json/],
    [[], resource("nonsense"), 1, /ACS_CONNECTION_STRING: .*endpoint/],
    [[], resource(`accesskey=${KEY}`), 1, /ACS_CONNECTION_STRING: .*endpoint/],
    [[], resource("endpoint=https://contoso.example"), 1, /ACS_CONNECTION_STRING: .*accesskey/],
    [[], resource(`endpoint=ftp://contoso.example;accesskey=${KEY}`), 1, /ACS_CONNECTION_STRING: endpoint must begin with https/],
    [[], resource(`endpoint=http://contoso.example;accesskey=${KEY}`), 1, /ACS_CONNECTION_STRING: endpoint uses http:.* use https:, or add --allow-insecure-connection\n/],
    [[], resource(`endpoint=http://10.0.0.1:7080;accesskey=${KEY}`), 1, /or add --allow-insecure-connection\n/],
  ]) {
    const result = await run(args, env);
    assert.equal(result.code, code, `${args.join(" ")}: ${result.text}`);
    assert.match(result.text, words);
    assert.ok(!result.text.includes(KEY), result.text);
  }
});
