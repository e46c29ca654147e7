// Raw bytes at the server: nothing makes it panic, stop, or answer 500. ACS_ROOMS_FUZZ for more of them.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";

import { withServer } from "../../emulator/tests/package/server.mjs";
import { VERSION } from "../../emulator/tests/package/signing.mjs";
import { figure, randomness, setting } from "./figures.mjs";

const REQUESTS = setting("ACS_ROOMS_FUZZ", 4000);
const AT_ONCE = 16;
const SEED = 77;

const IDENTITY = "?api-version=2023-10-01";
const METHODS = ["GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "QUERY"];
const PATHS = [
  "/rooms", "/rooms/", "/rooms/99480215317774646", "/rooms/%00", "/rooms/%ff%fe", "/rooms/..%2f..", "//", "/", "*",
  "http://elsewhere/rooms", "/rooms/99480215317774646/participants", "/rooms/1/participants:add", "/_emulator/health", "/_emulator/health", "/_emulator/health",
  "/_emulator/faults", "/_emulator/", "/rooms/\u{80}\u{ff}", `/${"a/".repeat(500)}`, `/rooms/${"9".repeat(5000)}`,
  "/identities", "/identities/x", "/identities/%ff/:issueAccessToken", "/identities//:revokeAccessTokens", "/teamsUser/:exchangeAccessToken", "/_emulator/join",
];
const QUERIES = [
  VERSION, IDENTITY, "", "?", "?api-version=", "?api-version=2025-03-13&api-version=2024-04-15", "?api-version=2023-06-14", "?api-version=%", "?api-version=9999-99-99",
  `${VERSION}&nextLink=`, `${VERSION}&nextLink=AAAA`, `${VERSION}&nextLink=${Buffer.from('[{"token":"#SEQ:-9223372036854775808#RT:18446744073709551615","range":{"min":"","max":""}}]').toString("base64url")}`,
  `${VERSION}&nextLink=${Buffer.from('[{"token":"#SEQ:9223372036854775807#RT:0","range":{"min":"","max":""}}]').toString("base64url")}`,
];
const VALUES = [
  "null", "true", "{}", "[]", '""', "1e999", "-1", '"2025-04-01T00:00:00Z"', '"9999-12-31T23:59:59.9999999Z"', '"0000-01-01T00:00:00Z"', '"2025-13-45T99:99:99+99:99"',
  "60", "1440", "9223372036854775807", '["voip"]', '["voip.join","voip.join"]', '["\\u0000"]', '"e30.eyJleHAiOjFlMzB9.AA"', '"11111111-2222-4333-8444-555555555555"',
  '"\\ud800"', '"\\u0000"', '{"8:acs:11111111-2222-4333-8444-555555555555_00000000-0000-4000-8000-00000000000a":{"role":"Presenter"}}', '{"8:acs:11111111-2222-4333-8444-555555555555_00000000-0000-4000-8000-00000000000a":null}', '{"8:acs:11111111-2222-4333-8444-555555555555_00000000-0000-4000-8000-00000000000a":{"role":5}}', '{"4:+1":{}}', '{"":{}}', "[".repeat(300), '{"a":'.repeat(300),
];
const FIELDS = [
  "scopes", "createTokenWithScopes", "expiresInMinutes", "token", "appId", "userId",
  "validFrom", "validUntil", "pstnDialOutEnabled", "participants", "id", "", "\\u0076alidFrom"];
const HEADERS = [
  "Content-Type: application/json", "Content-Type: application/merge-patch+json", "Content-Type: text/plain", "Origin: http://page.test", "Access-Control-Request-Method: PATCH",
  "Access-Control-Request-Headers: x\u{e9}, y", "Repeatability-Request-ID: 9f7ff1b2-0a6c-4b6e-9a8d-2f1b3c4d5e6f", "Repeatability-First-Sent: Thu, 06 Mar 2025 20:29:42 GMT",
  "Repeatability-First-Sent: Fri, 31 Dec 9999 23:59:59 GMT", "Expect: 100-continue", "Expect: miracles", "Upgrade: websocket\r\nConnection: upgrade", "Connection: close",
  "x-ms-date: Thu, 01 Jan 1970 00:00:00 GMT", "Host: again", "Cookie: a=b", "X-Empty:", "Transfer-Encoding: gzip", "Content-Encoding: gzip",
];
const CREDENTIALS = [
  "Bearer token", "Bearer token", "Bearer token", "Bearer", "Bearer \u{e9}", "HMAC-SHA256", "HMAC-SHA256 SignedHeaders=&Signature=", "HMAC-SHA256 SignedHeaders=;;;&Signature====",
  "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=AAAA", "Basic x", "=&=&",
];

function body(random) {
  if (random.below(8) === 0) return random.bytes(random.below(200)).toString("latin1");
  const fields = Array.from({ length: random.below(4) }, () => `"${random.pick(FIELDS)}":${random.pick(VALUES)}`);
  return `{${fields.join(",")}}`;
}

function framed(random, text) {
  const length = Buffer.byteLength(text, "latin1");
  switch (random.below(10)) {
    case 0: return `Transfer-Encoding: chunked\r\n\r\n${length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;
    case 1: return `Transfer-Encoding: chunked\r\n\r\nzz\r\n${text}\r\n`;
    case 2: return `Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n${text}`;
    case 3: return `Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n`;
    case 4: return `Content-Length: ${length + 5}\r\n\r\n${text}`;
    case 5: return `Content-Length: -1\r\n\r\n${text}`;
    default: return `Content-Length: ${length}\r\n\r\n${text}`;
  }
}

/** A request that is nearly right. */
function plausible(random) {
  const lines = [`${random.pick(METHODS)} ${random.pick(PATHS)}${random.pick(QUERIES)} HTTP/1.1`, "Host: 127.0.0.1"];
  if (random.below(10) > 0) lines.push(`Authorization: ${random.pick(CREDENTIALS)}`);
  for (let i = random.below(4); i > 0; i--) lines.push(random.pick(HEADERS));
  return Buffer.from(`${lines.join("\r\n")}\r\n${framed(random, body(random))}`, "latin1");
}

/** A request that gets past everything but the reading of its body. */
function authorised(random) {
  const [method, path, type, version = VERSION] = random.pick([
    ["POST", "/rooms", "application/json"],
    ["PATCH", "/rooms/99480215317774646", "application/merge-patch+json"],
    ["PATCH", "/rooms/99480215317774646/participants", "application/merge-patch+json"],
    ["POST", "/identities", "application/json", IDENTITY],
    ["POST", "/identities/x/:issueAccessToken", "application/json", IDENTITY],
    ["POST", "/teamsUser/:exchangeAccessToken", "application/json", IDENTITY],
  ]);
  const text = body(random);
  const head = `${method} ${path}${version} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer token\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(text, "latin1")}\r\n\r\n`;
  return Buffer.from(head + text, "latin1");
}

/** Bytes changed, cut out, doubled or put in. */
function mutated(random, bytes) {
  for (let i = 1 + random.below(4); i > 0 && bytes.length > 0; i--) {
    const at = random.below(bytes.length);
    const to = Math.min(bytes.length, at + 1 + random.below(20));
    switch (random.below(4)) {
      case 0: bytes[at] ^= 1 << random.below(8); break;
      case 1: bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]); break;
      case 2: bytes = Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]); break;
      default: bytes = Buffer.concat([bytes.subarray(0, at), random.bytes(random.below(20)), bytes.subarray(at)]);
    }
  }
  return bytes;
}

const KINDS = {
  plausible,
  authorised,
  mutated: (random) => mutated(random, random.pick([plausible, authorised])(random)),
  "random bytes": (random) => random.bytes(random.below(400)),
  "huge header": (random) => Buffer.from(`GET /rooms${VERSION} HTTP/1.1\r\nHost: h\r\nX: ${"x".repeat(10_000 + random.below(60_000))}\r\n\r\n`),
  "many headers": (random) => Buffer.from(`GET /rooms${VERSION} HTTP/1.1\r\nHost: h\r\n${"a: b\r\n".repeat(random.below(3000))}\r\n`),
};

/** Sends the bytes, says that no more will come, and reads what comes back. */
function exchange(port, bytes) {
  return new Promise((resolve) => {
    const chunks = [];
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    const done = () => {
      socket.destroy();
      resolve(Buffer.concat(chunks).toString("latin1"));
    };
    socket.setTimeout(3000, done);
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("end", done);
    // A connection that the server breaks is an answer too.
    socket.on("error", done);
    socket.end(bytes);
  });
}

test(`${REQUESTS} broken requests of seed ${SEED}`, async () => {
  const server = await withServer(["--quiet"], async (server) => {
    const port = Number(new URL(server.base).port);
    const statuses = new Map();
    let next = 0;
    const sender = async () => {
      while (next < REQUESTS) {
        const number = next++;
        const random = randomness(SEED + number * 7919);
        const kind = random.pick(Object.keys(KINDS));
        const bytes = KINDS[kind](random);
        const answer = await exchange(port, bytes);
        for (const [, status] of answer.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)) {
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          // 501 is the answer to the operations of retired previews.
          assert.ok(status < "500" || (status === "501" && answer.includes("x-ms-error-code: NotImplemented")), `number ${number}, ${kind}: ${answer.slice(0, 500)}\n${JSON.stringify(bytes.toString("latin1").slice(0, 1000))}`);
        }
        assert.equal(server.child.exitCode, null, `number ${number}, ${kind} stopped it`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, sender));
    figure(`statuses: ${[...statuses].sort().map(([status, count]) => `${status} ${count}`).join(", ")}`);
    // All ways were gone: made, found wanting, refused by the emulator and by the HTTP server.
    for (const status of ["200", "201", "400", "401", "404", "405", "415", "431"]) {
      assert.ok(statuses.get(status) > 0, `no ${status}`);
    }
    assert.equal((await server.send("POST", `/rooms${VERSION}`, "{}")).status, 201);
  });
  assert.equal(server.stderr, "");
});
