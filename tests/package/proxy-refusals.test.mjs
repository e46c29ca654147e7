// Requests that the proxy refuses. None of them may reach the service, and each answer says why without a secret.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { makeProject } from "../harness/project.mjs";
import { VERSION, namesOf, serverOf, setUp } from "../harness/proxy.mjs";

let project;
let names;
let serve;

before(async () => {
  project = makeProject(new URL("./fixtures", import.meta.url));
  names = await namesOf(project);
  ({ serve } = await serverOf(project));
});
after(() => project?.remove());

const ROOM = "99480215317774646";
const NAMED = "https://console.example";
const json = { "content-type": "application/json" };
const mergePatch = { "content-type": "application/merge-patch+json" };
const create = (body, headers = json) => ["POST", `/api/rooms?${VERSION}`, headers, body];
const update = (body, headers = mergePatch) => ["PATCH", `/api/rooms/${ROOM}?${VERSION}`, headers, body];
const patch = (body) => ["PATCH", `/api/rooms/${ROOM}/participants?${VERSION}`, mergePatch, body];
const list = (query) => ["GET", `/api/rooms?${query}`];
const from = (headers, method = "GET") => [method, `/api/rooms?${VERSION}`, headers];
const many = JSON.stringify({ participants: Object.fromEntries(Array.from({ length: 2000 }, (_, n) => [`8:acs:${n}`, null])) });

/** A body without a length, that never ends. */
function endless() {
  let pulled = 0;
  const stream = new ReadableStream({
    pull(controller) {
      pulled += 1;
      if (pulled > 1000) throw new Error("the proxy reads on and on");
      controller.enqueue(new Uint8Array(1024).fill(0x20));
    },
  });
  return stream;
}

/** By name: status, code, and the request as method, target, headers and body. */
const refused = {
  // Paths
  "the root": [404, "UnknownPath", "GET", `/?${VERSION}`],
  "the base itself": [404, "UnknownPath", "GET", `/api?${VERSION}`],
  "the API without the base": [404, "UnknownPath", "GET", `/rooms?${VERSION}`],
  "a base that only begins alike": [404, "UnknownPath", "GET", `/apix/rooms?${VERSION}`],
  "a base in other case": [404, "UnknownPath", "GET", `/API/rooms?${VERSION}`],
  "another API of the resource": [404, "UnknownPath", "POST", `/api/identities?${VERSION}`, json, "{}"],
  "its phone numbers": [404, "UnknownPath", "GET", `/api/phoneNumbers?${VERSION}`],
  "an operation of the previews": [404, "UnknownPath", "POST", `/api/rooms/${ROOM}/participants:add?${VERSION}`, json, "{}"],
  "one segment more": [404, "UnknownPath", "GET", `/api/rooms/${ROOM}/participants/1?${VERSION}`],
  "a slash at the end": [404, "UnknownPath", "GET", `/api/rooms/?${VERSION}`],
  "a slash after the id": [404, "UnknownPath", "DELETE", `/api/rooms/${ROOM}/?${VERSION}`],
  "two slashes": [404, "UnknownPath", "GET", `/api//rooms?${VERSION}`],
  "an empty id": [404, "UnknownPath", "GET", `/api/rooms//participants?${VERSION}`],
  "climbing out": [404, "UnknownPath", "GET", `/api/rooms/../../keys?${VERSION}`],
  "climbing out, encoded": [404, "UnknownPath", "GET", `/api/rooms/%2e%2e/%2E%2E/keys?${VERSION}`],
  "climbing out by half": [404, "UnknownPath", "GET", `/api/rooms/.%2e/.%2e/keys?${VERSION}`],
  "climbing beside the rooms": [404, "UnknownPath", "GET", `/api/rooms/${ROOM}/../../identities?${VERSION}`],
  "an encoded slash in the id": [404, "UnknownPath", "GET", `/api/rooms/..%2Fkeys?${VERSION}`],
  "an encoded slash before participants": [404, "UnknownPath", "GET", `/api/rooms/${ROOM}%2Fparticipants?${VERSION}`],
  "an encoded backslash": [404, "UnknownPath", "GET", `/api/rooms/..%5Ckeys?${VERSION}`],
  "a backslash": [404, "UnknownPath", "GET", `/api/rooms/..\\..\\keys?${VERSION}`],
  "dots encoded twice": [404, "UnknownPath", "GET", `/api/rooms/%252e%252e?${VERSION}`],
  "an encoded question mark": [404, "UnknownPath", "GET", `/api/rooms/${ROOM}%3Fapi-version=1?${VERSION}`],
  "an encoded letter": [404, "UnknownPath", "GET", `/api/%72ooms?${VERSION}`],
  "an encoded line break": [404, "UnknownPath", "GET", `/api/rooms/${ROOM}%0d%0aHost:%20evil.example?${VERSION}`],
  "an encoded NUL": [404, "UnknownPath", "GET", `/api/rooms/${ROOM}%00?${VERSION}`],
  "a parameter of the path": [404, "UnknownPath", "GET", `/api/rooms/${ROOM};x=1?${VERSION}`],
  "an id with dots": [404, "UnknownPath", "GET", `/api/rooms/99..1?${VERSION}`],
  "an id too long": [404, "UnknownPath", "GET", `/api/rooms/${"9".repeat(65)}?${VERSION}`],
  "letters that only look alike": [404, "UnknownPath", "GET", `/api/rооms?${VERSION}`],

  // Methods
  "PUT of a room": [405, "UnknownMethod", "PUT", `/api/rooms/${ROOM}?${VERSION}`, json, "{}"],
  "POST of a room": [405, "UnknownMethod", "POST", `/api/rooms/${ROOM}?${VERSION}`, json, "{}"],
  "DELETE of all rooms": [405, "UnknownMethod", "DELETE", `/api/rooms?${VERSION}`],
  "PATCH of all rooms": [405, "UnknownMethod", "PATCH", `/api/rooms?${VERSION}`, mergePatch, "{}"],
  "DELETE of the participants": [405, "UnknownMethod", "DELETE", `/api/rooms/${ROOM}/participants?${VERSION}`],
  "HEAD": [405, "UnknownMethod", "HEAD", `/api/rooms?${VERSION}`],
  "a method of nobody's": [405, "UnknownMethod", "PROPFIND", `/api/rooms?${VERSION}`],
  "a method that every object has": [405, "UnknownMethod", "constructor", `/api/rooms?${VERSION}`],
  "OPTIONS without an origin": [405, "UnknownMethod", "OPTIONS", `/api/rooms?${VERSION}`],
  "a method in a header": [400, "InvalidHeader", ...create("{}", { ...json, "x-http-method-override": "DELETE" })],
  "a method in another header": [400, "InvalidHeader", ...from({ "x-http-method": "DELETE" })],
  "a method in a third header": [400, "InvalidHeader", ...from({ "x-method-override": "DELETE" })],

  // Queries
  "no query": [400, "InvalidQuery", "GET", "/api/rooms"],
  "an empty query": [400, "InvalidQuery", "GET", "/api/rooms?"],
  "an empty version": [400, "InvalidQuery", ...list("api-version=")],
  "a version that is none": [400, "InvalidQuery", ...list("api-version=latest")],
  "a version with a tail": [400, "InvalidQuery", ...list(`${VERSION}%0d%0aHost:evil`)],
  "two versions": [400, "InvalidQuery", ...list(`${VERSION}&${VERSION}`)],
  "a version in other case": [400, "InvalidQuery", ...list("API-version=2025-03-13")],
  "one parameter more": [400, "InvalidQuery", ...list(`${VERSION}&maxpagesize=1`)],
  "an empty parameter": [400, "InvalidQuery", ...list(`${VERSION}&`)],
  "a method in the query": [400, "InvalidQuery", ...list(`${VERSION}&_method=DELETE`)],
  "an encoded name": [400, "InvalidQuery", ...list(`api%2Dversion=2025-03-13`)],
  "a name that every object has": [400, "InvalidQuery", ...list(`${VERSION}&__proto__=1`)],
  "a link to another host": [400, "InvalidQuery", ...list(`nextLink=https://evil.example/rooms&${VERSION}`)],
  "a link to another host, encoded": [400, "InvalidQuery", ...list(`nextLink=https%3A%2F%2Fevil.example%2Frooms&${VERSION}`)],
  "a link that climbs": [400, "InvalidQuery", ...list(`nextLink=../keys&${VERSION}`)],
  "a link with another query in it": [400, "InvalidQuery", ...list(`nextLink=a%26x%3D1&${VERSION}`)],
  "a link with a question mark": [400, "InvalidQuery", ...list(`nextLink=a?b&${VERSION}`)],
  "a link with a line break": [400, "InvalidQuery", ...list(`nextLink=a%0d%0ab&${VERSION}`)],
  "a link with an @": [400, "InvalidQuery", ...list(`nextLink=@evil.example&${VERSION}`)],
  "an empty link": [400, "InvalidQuery", ...list(`nextLink=&${VERSION}`)],
  "two links": [400, "InvalidQuery", ...list(`nextLink=a&nextLink=b&${VERSION}`)],
  "a link too long": [400, "InvalidQuery", ...list(`nextLink=${"a".repeat(16385)}&${VERSION}`)],
  "a link for one room": [400, "InvalidQuery", "GET", `/api/rooms/${ROOM}?nextLink=a&${VERSION}`],
  "a link for a creation": [400, "InvalidQuery", "POST", `/api/rooms?nextLink=a&${VERSION}`, json, "{}"],

  // Bodies
  "no content type": [415, "UnsupportedMediaType", ...create("{}", { "content-type": "" })],
  "a form, as a page sends without asking": [415, "UnsupportedMediaType", ...create("{}", { "content-type": "application/x-www-form-urlencoded" })],
  "text, as a page sends without asking": [415, "UnsupportedMediaType", ...create("{}", { "content-type": "text/plain;application/json" })],
  "JSON where a merge patch belongs": [415, "UnsupportedMediaType", ...update("{}", json)],
  "a merge patch where JSON belongs": [415, "UnsupportedMediaType", ...create("{}", mergePatch)],
  "UTF-7": [415, "UnsupportedMediaType", ...create("{}", { "content-type": "application/json; charset=utf-7" })],
  "two content types": [415, "UnsupportedMediaType", ...create("{}", { "content-type": "application/json, text/plain" })],
  "a compressed body": [415, "UnsupportedMediaType", ...create("{}", { ...json, "content-encoding": "gzip" })],
  "a body that is too long": [413, "BodyTooLarge", ...patch(many)],
  "a body that says it is too long": [413, "BodyTooLarge", ...create("{}", { ...json, "content-length": "999999999" })],
  "a body in pieces that does not end": [413, "BodyTooLarge", ...create(endless)],
  "a body in pieces that says it is short": [413, "BodyTooLarge", ...create(endless, { ...json, "content-length": "2" })],
  "no body": [400, "InvalidBody", ...create("")],
  "no JSON": [400, "InvalidBody", ...create("{")],
  "two values": [400, "InvalidBody", ...create("{}{}")],
  "a deep value": [400, "InvalidBody", ...create("[".repeat(10_000))],
  "no UTF-8": [400, "InvalidBody", ...create(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))],
  "a list": [400, "InvalidBody", ...create("[]")],
  "null": [400, "InvalidBody", ...create("null")],
  "a property that the service has not": [400, "InvalidBody", ...create('{"roomId":"1"}')],
  "a property in other case": [400, "InvalidBody", ...patch('{"Participants":{"8:acs:a_b":{"role":"Presenter"}}}')],
  "both cases at once": [400, "InvalidBody", ...patch('{"participants":{"8:acs:a_b":null},"Participants":{"8:acs:a_b":{"role":"Presenter"}}}')],
  "a prototype": [400, "InvalidBody", ...create('{"__proto__":{"participants":{}}}')],
  "a role in other case": [400, "InvalidBody", ...patch('{"participants":{"8:acs:a_b":{"Role":"Presenter"}}}')],
  "participants of a room that is updated": [400, "InvalidBody", ...update('{"participants":{}}')],
  "a number for a date": [400, "InvalidBody", ...update('{"validFrom":1}')],
  "a text for a flag": [400, "InvalidBody", ...update('{"pstnDialOutEnabled":"true"}')],
  "a list of participants": [400, "InvalidBody", ...patch('{"participants":[]}')],
  "a text for a participant": [400, "InvalidBody", ...patch('{"participants":{"8:acs:a_b":"Presenter"}}')],
  "adding and removing at once": [400, "InvalidBody", ...patch('{"participants":{"8:acs:a_b":null,"8:acs:a_c":{}}}')],
  "a delete with a body": [400, "InvalidBody", "DELETE", `/api/rooms/${ROOM}?${VERSION}`, json, "{}"],
  "a header that is too long": [400, "InvalidHeader", ...from({ "x-ms-useragent": "a".repeat(1025) })],
  "a header with letters beyond ASCII": [400, "InvalidHeader", ...from({ "x-ms-client-request-id": "é" })],

  // Other sites
  "another origin": [403, "CrossSiteRequest", ...from({ origin: "https://evil.example" })],
  "another origin that claims to be ours": [403, "CrossSiteRequest", ...from({ origin: "https://evil.example", "sec-fetch-site": "same-origin" })],
  "an origin without a name": [403, "CrossSiteRequest", ...from({ origin: "null" })],
  "our host under another scheme": [403, "CrossSiteRequest", ...from({ origin: "http://app.example" })],
  "our host at another port": [403, "CrossSiteRequest", ...from({ origin: "https://app.example:8443" })],
  "a host that begins like ours": [403, "CrossSiteRequest", ...from({ origin: "https://app.example.evil.example" })],
  "a host that ends like ours": [403, "CrossSiteRequest", ...from({ origin: "https://evilapp.example" })],
  "an origin that begins like a named one": [403, "CrossSiteRequest", ...from({ origin: `${NAMED}.evil.example` })],
  "a named origin and a second": [403, "CrossSiteRequest", ...from({ origin: `${NAMED}, https://evil.example` })],
  "a named origin in other case": [403, "CrossSiteRequest", ...from({ origin: NAMED.toUpperCase() })],
  "an image on another site": [403, "CrossSiteRequest", ...from({ "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" })],
  "a page of a sister site": [403, "CrossSiteRequest", ...from({ "sec-fetch-site": "same-site" })],
  "a link on another site": [403, "CrossSiteRequest", ...from({ "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" })],
  "another site with our origin": [403, "CrossSiteRequest", ...from({ origin: "https://app.example", "sec-fetch-site": "cross-site" })],
  "a site of no known kind": [403, "CrossSiteRequest", ...from({ "sec-fetch-site": "whatever" })],
  "a delete from another site": [403, "CrossSiteRequest", "DELETE", `/api/rooms/${ROOM}?${VERSION}`, { origin: "https://evil.example" }],
  "a preflight of another origin": [403, "CrossSiteRequest", ...from({ origin: "https://evil.example", "access-control-request-method": "GET" }, "OPTIONS")],
  "a preflight of our own origin": [405, "UnknownMethod", ...from({ origin: "https://app.example", "access-control-request-method": "GET" }, "OPTIONS")],
  "a preflight of another path": [404, "UnknownPath", "OPTIONS", `/api/keys?${VERSION}`, { origin: NAMED, "access-control-request-method": "GET" }],
  "a named origin, with OPTIONS that asks nothing": [405, "UnknownMethod", ...from({ origin: NAMED }, "OPTIONS")],
};

test("each is refused, and none reaches the service or asks authorize", async (t) => {
  let asked = 0;
  const { proxy, sent, errors } = setUp(names, {
    authorize: () => {
      asked += 1;
      return true;
    },
    cors: { origins: [NAMED] },
    maxBodyInBytes: 16_384,
  });
  for (const [what, [status, code, method, target, headers, body]] of Object.entries(refused)) {
    await t.test(what, async () => {
      const given = typeof body === "function" ? body() : body;
      const request = new Request(`https://app.example${target}`, { method, headers, body: given, duplex: "half" });
      const response = await proxy(request);
      const text = await response.text();
      assert.deepEqual([response.status, JSON.parse(text).error.code], [status, code], text);
      assert.equal(response.headers.get("cache-control"), "no-store");
      const named = headers?.origin === NAMED;
      assert.equal(response.headers.get("access-control-allow-origin"), named ? NAMED : null);
      if (status === 405) assert.match(response.headers.get("allow"), /^[A-Z]+(, [A-Z]+)*$/);
      // Of what the caller sent only its origin is told again, and its path.
      const told = code === "CrossSiteRequest" ? text.replaceAll(headers.origin ?? "-", "") : text;
      assert.ok(!/evil|accesskey|emulator\.localhost/i.test(told), text);
    });
  }
  assert.ok(Object.keys(refused).length >= 100, `${Object.keys(refused).length} requests`);
  assert.deepEqual([sent.length, asked, errors.length], [0, 0, 0]);
});

test("the same proxy lets the right ones through", async () => {
  const { proxy, sent } = setUp(names, { cors: { origins: [NAMED] }, maxBodyInBytes: 16_384 });
  const allowed = {
    "a program": {},
    "our own page": { origin: "https://app.example", "sec-fetch-site": "same-origin" },
    "our own page, reading": { "sec-fetch-site": "same-origin" },
    "the address bar": { "sec-fetch-site": "none" },
    "a named origin": { origin: NAMED, "sec-fetch-site": "cross-site" },
  };
  for (const [what, headers] of Object.entries(allowed)) {
    const response = await proxy(new Request(`https://app.example/api/rooms?${VERSION}`, { headers }));
    assert.equal(response.status, 200, what);
    assert.equal(response.headers.get("vary"), "Origin", what);
    assert.equal(response.headers.get("access-control-allow-origin"), headers.origin === NAMED ? NAMED : null, what);
  }
  const behindTls = new Request(`http://app.example/api/rooms?${VERSION}`, { headers: allowed["our own page"] });
  assert.equal((await proxy(behindTls)).status, 200);
  assert.equal(sent.length, 6);
});

test("preflights of named origins", async () => {
  for (const [cors, credentials, more] of [
    [{ origins: [NAMED] }, null, ""],
    [{ origins: ["https://other.example", NAMED], credentials: true, headers: ["x-session"], maxAgeInSeconds: 5 }, "true", "x-session"],
  ]) {
    const { proxy, sent } = setUp(names, { cors });
    const headers = { origin: NAMED, "access-control-request-method": "PATCH", "access-control-request-headers": "content-type" };
    const { status, headers: answered } = await proxy(new Request(`https://app.example/api/rooms/${ROOM}`, { method: "OPTIONS", headers }));
    assert.equal(status, 204);
    assert.equal(answered.get("access-control-allow-origin"), NAMED);
    assert.equal(answered.get("access-control-allow-credentials"), credentials);
    assert.equal(answered.get("access-control-allow-methods"), "GET, PATCH, DELETE");
    assert.equal(answered.get("access-control-max-age"), String(cors.maxAgeInSeconds ?? 600));
    const allowed = answered.get("access-control-allow-headers").split(", ");
    for (const name of ["content-type", "repeatability-request-id", "x-ms-client-request-id", "authorization"]) assert.ok(allowed.includes(name), name);
    assert.equal(allowed.includes("x-session"), more !== "");
    assert.ok(!allowed.includes("*"));
    assert.match(answered.get("access-control-expose-headers"), /retry-after/);
    assert.equal(sent.length, 0);
  }
});

// ------------------------------------------- what only a socket can send

const crlf = (...lines) => lines.join("\r\n");
const raw = {
  "a path that climbs": [404, crlf(`GET /api/rooms/../../keys?${VERSION} HTTP/1.1`, "Host: app.example", "", "")],
  "two slashes and a host": [404, crlf(`GET //evil.example/api/rooms?${VERSION} HTTP/1.1`, "Host: app.example", "", "")],
  "a whole address": [400, crlf(`GET http://evil.example/api/rooms?${VERSION} HTTP/1.1`, "Host: app.example", "", "")],
  "a backslash": [404, crlf(`GET /api/rooms/..\\..\\keys?${VERSION} HTTP/1.1`, "Host: app.example", "", "")],
  "an @ before the path": [400, crlf(`GET @evil.example/api/rooms?${VERSION} HTTP/1.1`, "Host: app.example", "", "")],
  "a method that no Request has": [400, crlf(`TRACE /api/rooms?${VERSION} HTTP/1.1`, "Host: app.example", "", "")],
  "a host that is none": [400, crlf(`GET /api/rooms?${VERSION} HTTP/1.1`, "Host: app example", "", "")],
  "a length and pieces": [400, crlf(`POST /api/rooms?${VERSION} HTTP/1.1`, "Host: app.example", "Content-Type: application/json", "Content-Length: 2", "Transfer-Encoding: chunked", "", "0", "", "")],
  "a line break in a header": [400, crlf(`GET /api/rooms?${VERSION} HTTP/1.1`, "Host: app.example", "x-ms-client-request-id: a\rAuthorization: b", "", "")],
  "two origins": [400, crlf(`GET /api/rooms?${VERSION} HTTP/1.1`, "Host: app.example", "Origin: http://app.example", "Origin: http://evil.example", "", "")],
  "two content types": [400, crlf(`POST /api/rooms?${VERSION} HTTP/1.1`, "Host: app.example", "Content-Type: application/json", "Content-Type: text/plain", "Content-Length: 2", "", "{}")],
  "a long body in pieces": [413, crlf(`POST /api/rooms?${VERSION} HTTP/1.1`, "Host: app.example", "Content-Type: application/json", "Transfer-Encoding: chunked", "", `5000\r\n${" ".repeat(0x5000)}`, "0", "", "")],
  "a delete with pieces": [400, crlf(`DELETE /api/rooms/${ROOM}?${VERSION} HTTP/1.1`, "Host: app.example", "Transfer-Encoding: chunked", "", "2\r\n{}", "0", "", "")],
};

test("over a socket", async (t) => {
  const { proxy, sent } = setUp(names, { maxBodyInBytes: 16_384 });
  const server = await serve(proxy);
  const send = (text) =>
    new Promise((resolve, reject) => {
      let answer = "";
      const socket = connect(server.port, "127.0.0.1", () => socket.write(text));
      socket.on("data", (chunk) => {
        answer += chunk;
        socket.destroy();
      });
      socket.on("close", () => resolve(answer));
      socket.on("error", reject);
    });
  try {
    for (const [what, [status, text]] of Object.entries(raw)) {
      await t.test(what, async () => assert.match(await send(text), new RegExp(`^HTTP/1.1 ${status} `)));
    }
    assert.equal(sent.length, 0);
    const good = crlf(`GET /api/rooms?${VERSION} HTTP/1.1`, "Host: app.example", "Origin: http://app.example", "", "");
    assert.match(await send(good), /^HTTP\/1.1 200 /);
    assert.equal(sent.length, 1);
  } finally {
    await server.close();
  }
});
