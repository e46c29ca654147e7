// `acs-rooms/node`: its fetch against servers of node:http and node:https, and the client over it.

import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import zlib from "node:zlib";
import { startEmulator } from "../harness/emulator.mjs";
import { built, makeProject } from "../harness/project.mjs";

const { nodeFetch } = await import(`${built}/dist/node.js`);
const { RoomsClient } = await import(`${built}/dist/client-node.js`);

/** What the server does next with a request, and the sockets that it has seen. */
let answer;
const sockets = new Set();
const server = http.createServer((incoming, outgoing) => {
  sockets.add(incoming.socket);
  answer(incoming, outgoing);
});
let base;
before(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  base = `http://127.0.0.1:${server.address().port}`;
});
const fetch = nodeFetch();
after(() => {
  fetch.close();
  server.closeAllConnections();
  server.close();
});

const rejection = (promise) => promise.then(() => assert.fail("must reject"), (error) => error);
const echo = async (incoming, outgoing) => {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  outgoing.end(JSON.stringify({ method: incoming.method, url: incoming.url, headers: incoming.headers, body: Buffer.concat(chunks).toString("latin1") }));
};

test("what is asked is what is sent", async () => {
  answer = echo;
  const init = { method: "PATCH", headers: { "x-A": "1" }, body: "é" };
  const sent = await (await fetch(`${base}/a b?c=é#d`, init)).json();
  assert.deepEqual([sent.method, sent.url, sent.headers["x-a"], sent.headers["content-length"], sent.body], ["PATCH", "/a%20b?c=%C3%A9", "1", "2", "Ã©"]);
  assert.equal(sent.headers.host, base.slice("http://".length));
  for (const body of [Uint8Array.of(1, 2), Uint8Array.of(0, 1, 2).subarray(1), Uint8Array.of(1, 2).buffer, new DataView(Uint8Array.of(1, 2).buffer)]) {
    assert.equal((await (await fetch(new URL(base), { method: "POST", body })).json()).body, "\x01\x02");
  }
  for (const headers of [new Headers({ "x-a": "2" }), [["x-a", "2"]], new Map([["x-a", "2"]])]) {
    assert.equal((await (await fetch(base, { headers })).json()).headers["x-a"], "2");
  }
  // Nothing is sent as nothing.
  assert.equal((await (await fetch(base)).json()).headers["content-length"], undefined);
  assert.equal((await (await fetch(base, { method: "POST", body: "" })).json()).headers["content-length"], "0");
});

test("what is answered is what is read", async () => {
  answer = (incoming, outgoing) => {
    outgoing.writeHead(207, "So so", [["x-a", "1"], ["X-A", "2"], ["set-cookie", "a=1"], ["set-cookie", "b=2"]]);
    outgoing.end("\ufeff{\"é\":1}");
  };
  const response = await fetch(`${base}/x`);
  assert.deepEqual([response.status, response.statusText, response.ok, response.url], [207, "So so", true, `${base}/x`]);
  assert.equal(response.headers.get("X-a"), "1, 2");
  assert.deepEqual(response.headers.getSetCookie(), ["a=1", "b=2"]);
  assert.equal(await response.text(), "{\"é\":1}");
  assert.deepEqual(await response.json(), { é: 1 });
  assert.equal((await response.arrayBuffer()).byteLength, 11);
  for (const [status, method] of [[204, "GET"], [304, "GET"], [200, "HEAD"]]) {
    answer = (_, outgoing) => outgoing.writeHead(status, { "content-encoding": "gzip" }).end();
    const empty = await fetch(base, { method });
    assert.deepEqual([empty.status, await empty.text()], [status, ""], `${method} ${status}`);
  }
});

test("compressed answers are decompressed, broken ones are errors with a code", async () => {
  const text = "a room ".repeat(10_000);
  const encoders = { gzip: zlib.gzipSync, "X-GZip": zlib.gzipSync, deflate: zlib.deflateSync, br: zlib.brotliCompressSync };
  for (const [name, encode] of Object.entries(encoders)) {
    const bytes = encode(text);
    answer = (incoming, outgoing) => {
      assert.equal(incoming.headers["accept-encoding"], "gzip, deflate, br");
      outgoing.writeHead(200, { "content-encoding": name }).end(bytes);
    };
    assert.equal(await (await fetch(base)).text(), text, name);
    answer = (_, outgoing) => outgoing.writeHead(200, { "content-encoding": name }).end(bytes.subarray(0, bytes.length / 2));
    assert.match((await rejection(fetch(base))).code, /^(Z_|ERR_)/, `half of ${name}`);
  }
  // Names that every object has are no encodings.
  for (const name of ["constructor", "__proto__", "identity"]) {
    answer = (_, outgoing) => outgoing.writeHead(200, { "content-encoding": name }).end("as it is");
    assert.equal(await (await fetch(base)).text(), "as it is", name);
  }
});

test("connections are kept, also after errors of the service, and closed on demand", async () => {
  answer = (_, outgoing) => outgoing.writeHead(404).end("{}");
  const own = nodeFetch();
  sockets.clear();
  for (let n = 0; n < 5; n += 1) await own(base);
  assert.equal(sockets.size, 1);
  own.close();
  await own(base);
  assert.equal(sockets.size, 2);
  own[Symbol.dispose ?? "close"]();
  const two = nodeFetch({ maxSockets: 2 });
  sockets.clear();
  answer = (_, outgoing) => setTimeout(() => outgoing.end(), 5);
  await Promise.all(Array.from({ length: 10 }, () => two(base)));
  assert.equal(sockets.size, 2);
  two.close();
});

test("an aborted request ends at once, with the signal's reason, at every stage", async () => {
  const stages = {
    "before it is sent": undefined,
    "before the headers": () => {},
    "in the body": (_, outgoing) => outgoing.write("half"),
  };
  for (const [stage, act] of Object.entries(stages)) {
    const controller = new AbortController();
    const closed = act && new Promise((resolve) => {
      answer = (incoming, outgoing) => {
        incoming.socket.on("close", resolve);
        act(incoming, outgoing);
        setTimeout(() => controller.abort("enough"), 20);
      };
    });
    if (!act) controller.abort("enough");
    assert.equal(await rejection(fetch(base, { signal: controller.signal })), "enough", stage);
    // The connection is closed, so that the server learns of it.
    await closed;
  }
  // A signal that aborts afterwards disturbs nobody.
  answer = (_, outgoing) => outgoing.end("whole");
  const controller = new AbortController();
  const response = await fetch(base, { signal: controller.signal });
  controller.abort();
  assert.equal(await response.text(), "whole");
  assert.equal(await (await fetch(base)).text(), "whole");
});

test("what the connection does to a request is an error with its code", async () => {
  const closed = createServer();
  await once(closed.listen(0, "127.0.0.1"), "listening");
  const { port } = closed.address();
  await new Promise((resolve) => closed.close(resolve));
  assert.equal((await rejection(fetch(`http://127.0.0.1:${port}`))).code, "ECONNREFUSED");
  assert.equal((await rejection(fetch("http://nowhere.invalid"))).code, "ENOTFOUND");
  for (const [what, act, code] of [
    ["reset", (incoming) => incoming.socket.resetAndDestroy(), "ECONNRESET"],
    ["hung up", (incoming) => incoming.socket.end(), "ECONNRESET"],
    ["cut body", (_, outgoing) => { outgoing.writeHead(200, { "content-length": 10 }); outgoing.write("half"); setTimeout(() => outgoing.socket.destroy(), 10); }, "ECONNRESET"],
    ["no HTTP", (incoming) => incoming.socket.end("SSH-2.0-x\r\n\r\n"), "HPE_INVALID_CONSTANT"],
  ]) {
    answer = act;
    assert.equal((await rejection(fetch(base))).code, code, what);
  }
  const quick = nodeFetch({ idleTimeoutInMs: 50, maxResponseBytes: 10 });
  for (const act of [() => {}, (_, outgoing) => outgoing.write("half")]) {
    answer = act;
    assert.equal((await rejection(quick(base))).code, "ETIMEDOUT");
  }
  const large = zlib.gzipSync("x".repeat(11));
  answer = (_, outgoing) => outgoing.writeHead(200, { "content-encoding": "gzip" }).end(large);
  assert.equal((await rejection(quick(base))).code, "ERR_RESPONSE_TOO_LARGE");
  answer = (_, outgoing) => outgoing.end("x".repeat(10));
  assert.equal((await (await quick(base)).text()).length, 10);
  quick.close();
});

test("redirects are given when asked for, and never followed", async () => {
  answer = (_, outgoing) => outgoing.writeHead(302, { location: "/elsewhere" }).end("here");
  const response = await fetch(base, { redirect: "manual" });
  assert.deepEqual([response.status, response.headers.get("location"), await response.text()], [302, "/elsewhere", "here"]);
  for (const redirect of ["error", "follow", undefined]) assert.equal((await rejection(fetch(base, { redirect }))).code, "ERR_REDIRECT");
});

test("wrong arguments are told in words, and nothing is sent", async () => {
  answer = () => assert.fail("sent");
  for (const [call, words] of [
    [() => fetch(7), /takes a URL/],
    [() => fetch("/rooms"), /Invalid URL/],
    [() => fetch("ftp://x/"), /not over ftp:/],
    [() => fetch(base.replace("//", "//user:secret@")), /no URL with a user/],
    [() => fetch(base, { method: "POST", body: new ReadableStream() }), /a body of text or bytes/],
    [() => fetch(base, { headers: { "x-a": "\n" } }), /Invalid character in header/],
    [() => fetch(base, { method: "A B" }), /Method must be a valid HTTP token/],
    [async () => nodeFetch({ agent: 7 }), /^agent must be/],
    [async () => nodeFetch({ maxSockets: 0 }), /^maxSockets must be/],
    [async () => nodeFetch({ idleTimeoutInMs: "1" }), /^idleTimeoutInMs must be/],
    [async () => nodeFetch({ maxResponseBytes: NaN }), /^maxResponseBytes must be/],
  ]) {
    const error = await rejection(call());
    assert.ok(error instanceof TypeError || error instanceof RangeError, String(error));
    assert.match(error.message, words);
    assert.doesNotMatch(error.message, /secret/);
  }
});

test("certificates and proxies are the agent's", async (t) => {
  const dir = mkdtempSync(join(tmpdir(), "acs-rooms-tls-"));
  t.after(() => rmSync(dir, { recursive: true }));
  const [cert, key] = ["cert.pem", "key.pem"].map((name) => join(dir, name));
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-keyout", key, "-out", cert, ...subject], { stdio: "ignore" });
  const secure = https.createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (_, outgoing) => outgoing.end("secure"));
  await once(secure.listen(0, "127.0.0.1"), "listening");
  t.after(() => (secure.closeAllConnections(), secure.close()));
  const url = `https://127.0.0.1:${secure.address().port}/`;
  assert.equal((await rejection(fetch(url))).code, "DEPTH_ZERO_SELF_SIGNED_CERT");
  const agent = new https.Agent({ ca: readFileSync(cert) });
  for (const given of [agent, () => agent]) assert.equal(await (await nodeFetch({ agent: given })(url)).text(), "secure");
  // Where the function has none, the request goes over its own.
  answer = (_, outgoing) => outgoing.end("plain");
  const asked = [];
  const chosen = nodeFetch({ agent: (address) => void asked.push(address.href) });
  assert.equal(await (await chosen(base)).text(), "plain");
  assert.deepEqual(asked, [`${base}/`]);
  chosen.close();
});

test("import and require, by the published name", async (t) => {
  const project = makeProject(new URL("./fixtures", import.meta.url));
  t.after(() => project.remove());
  const require = createRequire(join(project.dir, "x.js"));
  const imported = await import(join(project.dir, "node_modules/acs-rooms/dist/node.js"));
  for (const { nodeFetch: found } of [require("acs-rooms/node"), imported]) {
    answer = (_, outgoing) => outgoing.end("found");
    const own = found();
    assert.equal(await (await own(base)).text(), "found");
    own.close();
  }
});

test("the client over it: every operation, and an abort", async (t) => {
  const project = makeProject(new URL("./fixtures", import.meta.url));
  const emulator = await startEmulator(project.dir);
  t.after(async () => {
    await emulator.stop();
    project.remove();
  });
  const client = new RoomsClient(emulator.connectionString, { fetch });
  const id = { communicationUserId: "8:acs:11111111-2222-4333-8444-555555555555_66666666-7777-4888-9999-000000000000" };
  const room = await client.createRoom({ participants: [{ id }] });
  assert.equal((await client.getRoom(room.id)).id, room.id);
  assert.equal((await client.updateRoom(room.id, { pstnDialOutEnabled: true })).pstnDialOutEnabled, true);
  await client.addOrUpdateParticipants(room.id, [{ id, role: "Presenter" }]);
  for await (const participant of client.listParticipants(room.id)) assert.equal(participant.role, "Presenter");
  await client.removeParticipants(room.id, [id]);
  await client.deleteRoom(room.id);
  assert.equal((await rejection(client.getRoom("99999999999999999"))).statusCode, 404);
  const controller = new AbortController();
  const aborted = rejection(client.getRoom(room.id, { abortSignal: controller.signal }));
  controller.abort();
  assert.equal((await aborted).name, "AbortError");
});

test("an idle connection keeps no program alive", async (t) => {
  const project = makeProject(new URL("./fixtures", import.meta.url));
  t.after(() => project.remove());
  answer = (_, outgoing) => outgoing.end("{}");
  const program = `import { nodeFetch } from "acs-rooms/node"; await nodeFetch()("${base}"); console.log("done");`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], { cwd: project.dir, timeout: 30_000 });
  assert.equal(stdout, "done\n");
});
