// What a `fetch` may throw: its own mistakes end the call at once, as they were thrown; what the network did is repeated
// and becomes a RestError. And what stands in for the platform's other functions.

import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { RestError, RoomsClient } from "acs-rooms";
import { RoomsEmulator } from "acs-rooms/emulator";
import { all, rejection, sleep } from "./service.mjs";

const CONNECTION = "endpoint=https://contoso.communication.azure.com/;accesskey=YmFuYW5h";

/** A client over a fetch that is counted, and that `act` decides. */
function setUp(act, options) {
  let attempts = 0;
  const fetch = (...args) => {
    attempts += 1;
    return act(...args);
  };
  const client = new RoomsClient(CONNECTION, { fetch, retryOptions: { retryDelayInMs: 1 }, ...options });
  return { client, attempts: () => attempts };
}

const withCode = (error, code) => Object.assign(error, { code });
const because = (cause) => new TypeError("fetch failed", { cause });
class ForeignTypeError extends Error {
  name = "TypeError";
}

const mistakes = {
  "Node: a signal": new TypeError('RequestInit: Expected signal ("AbortSignal {}") to be an instance of AbortSignal.'),
  "Node: a URL": new TypeError("Failed to parse URL from /rooms", { cause: withCode(new TypeError("Invalid URL"), "ERR_INVALID_URL") }),
  "Node: a scheme": because(new Error("unknown scheme")),
  "Node: a port": because(new Error("bad port")),
  "Node: a body": new TypeError("Request with GET/HEAD method cannot have body."),
  "Node: a header": new TypeError('Headers.append: "a\nb" is an invalid header value.'),
  "Chromium: an option": new TypeError("Failed to execute 'fetch' on 'Window': Failed to read the 'mode' property from 'RequestInit'"),
  "Firefox: a URL": new TypeError("Window.fetch: https://[ is not a valid URL."),
  "Deno: a URL": new TypeError("Invalid URL: '/rooms'"),
  "Deno: a scheme": new TypeError("Url scheme 'foo' not supported"),
  "Bun: a URL": withCode(new TypeError("fetch() URL is invalid"), "ERR_INVALID_URL"),
  "Bun: an argument": withCode(new TypeError("signal is not of type AbortSignal."), "ERR_INVALID_ARG_TYPE"),
  "a Worker: a detached fetch": new TypeError("Illegal invocation: function called with incorrect `this` reference."),
  "a bug": new TypeError("Cannot read properties of undefined (reading 'x')"),
  "a bug in Safari": new TypeError("undefined is not an object (evaluating 'a.b')"),
  "a name": new ReferenceError("fetsch is not defined"),
  "a range": new RangeError("init.status must be in the range of 200 to 599"),
  "another realm's": new ForeignTypeError("Failed to parse URL from x"),
};
for (const [name, mistake] of Object.entries(mistakes)) {
  for (const [how, act] of Object.entries({ thrown: () => { throw mistake; }, rejected: () => Promise.reject(mistake) })) {
    test(`a mistake is told at once, as it was thrown: ${name}, ${how}`, async () => {
      const { client, attempts } = setUp(act);
      assert.equal(await rejection(client.getRoom("99")), mistake);
      assert.equal(attempts(), 1);
      // In the midst of a list, too.
      assert.equal(await rejection(all(client.listRooms())), mistake);
      assert.equal(attempts(), 2);
    });
  }
}

const passing = {
  Chromium: [new TypeError("Failed to fetch")],
  "Chromium, with the host": [new TypeError("Failed to fetch (contoso.communication.azure.com)")],
  Firefox: [new TypeError("NetworkError when attempting to fetch resource.")],
  Safari: [new TypeError("Load failed")],
  "Safari, an older one": [new TypeError("The network connection was lost.")],
  "Safari, offline": [new TypeError("The Internet connection appears to be offline.")],
  "React Native": [new TypeError("Network request failed")],
  "a Worker": [new Error("Network connection lost.")],
  Node: [because(withCode(new Error("connect ECONNREFUSED 127.0.0.1:1"), "ECONNREFUSED")), "ECONNREFUSED"],
  "Node, both addresses": [because(Object.assign(new AggregateError([withCode(new Error(""), "ECONNREFUSED")]), { code: "ECONNREFUSED" })), "ECONNREFUSED"],
  "both addresses without a code of their own": [because(new AggregateError([withCode(new Error("x"), "EHOSTUNREACH")])), "EHOSTUNREACH"],
  "Node, closed": [because(withCode(new Error("other side closed"), "UND_ERR_SOCKET")), "ECONNRESET"],
  "Node, DNS": [because(withCode(new Error("getaddrinfo EAI_AGAIN h"), "EAI_AGAIN")), "EAI_AGAIN"],
  "Node, headers": [because(withCode(new Error("Headers Timeout Error"), "UND_ERR_HEADERS_TIMEOUT")), "UND_ERR_HEADERS_TIMEOUT"],
  "Node, no cause": [new TypeError("fetch failed")],
  "node-fetch": [withCode(new Error("request to https://h failed, reason: connect ECONNREFUSED"), "ECONNREFUSED"), "ECONNREFUSED"],
  "deeper causes": [new Error("a", { cause: new Error("b", { cause: withCode(new Error("c"), "ENETUNREACH") }) }), "ENETUNREACH"],
  "a text": ["no network"],
  nothing: [undefined],
  "a code that is a number": [Object.assign(new Error("odd"), { code: 20 })],
};
for (const [name, [failure, code = RestError.REQUEST_SEND_ERROR]] of Object.entries(passing)) {
  for (const [how, act] of Object.entries({ thrown: () => { throw failure; }, rejected: () => Promise.reject(failure) })) {
    test(`a failure of the network is repeated: ${name}, ${how}`, async () => {
      const { client, attempts } = setUp(act);
      const error = await rejection(client.getRoom("99"));
      assert.ok(error instanceof RestError, String(error));
      assert.deepEqual([error.name, error.code, error.statusCode, attempts()], ["RestError", code, undefined, 4]);
      assert.equal(error.cause, failure);
      assert.doesNotMatch(error.message, /CORS/);
    });
  }
}

for (const code of ["DEPTH_ZERO_SELF_SIGNED_CERT", "CERT_HAS_EXPIRED", "ERR_TLS_CERT_ALTNAME_INVALID", "EPROTO", "HPE_INVALID_HEADER_TOKEN"]) {
  test(`waiting does not change ${code}: one attempt`, async () => {
    const { client, attempts } = setUp(() => Promise.reject(because(withCode(new Error("no"), code))));
    const error = await rejection(client.getRoom("99"));
    assert.deepEqual([error.name, error.code, attempts()], ["RestError", code, 1]);
  });
}

test("a cause that leads to itself, and getters that throw, end nothing", async () => {
  const circle = new Error("round");
  circle.cause = circle;
  const barbed = { get message() { throw new Error("mine"); } };
  for (const thrown of [circle, barbed]) {
    const { client, attempts } = setUp(() => Promise.reject(thrown));
    const error = await rejection(client.getRoom("99"));
    assert.deepEqual([error.name, error.code, attempts()], ["RestError", "REQUEST_SEND_ERROR", 4]);
  }
});

test("without any fetch the call says so, once", async (t) => {
  const { fetch } = globalThis;
  t.after(() => (globalThis.fetch = fetch));
  globalThis.fetch = undefined;
  const heard = [];
  const client = new RoomsClient(CONNECTION, { onRetry: (event) => heard.push(event) });
  const error = await rejection(client.getRoom("99"));
  assert.ok(error instanceof TypeError, String(error));
  assert.match(error.message, /^there is no global fetch/);
  assert.deepEqual(heard, []);
});

test("what is no Response is told once", async () => {
  for (const answer of [undefined, null, "text", {}, { ok: true }, { status: "200", text() {} }, { status: 200 }]) {
    const { client, attempts } = setUp(async () => answer);
    const error = await rejection(client.getRoom("99"));
    assert.ok(error instanceof TypeError, String(error));
    assert.match(error.message, /^fetch gave something that is no Response/);
    assert.equal(attempts(), 1);
  }
});

// --------------------------------------------------------- signals of a realm

class OtherSignal extends EventTarget {
  aborted = false;
  reason = undefined;
}
class OtherController {
  signal = new OtherSignal();
  abort(reason) {
    this.signal.aborted = true;
    this.signal.reason = reason;
    this.signal.dispatchEvent(new Event("abort"));
  }
}

/** Puts the controller of another realm in the place of the platform's, as a test environment does. */
function otherRealm(t, Controller) {
  const { AbortController, AbortSignal } = globalThis;
  t.after(() => Object.assign(globalThis, { AbortController, AbortSignal }));
  globalThis.AbortController = Controller;
  globalThis.AbortSignal = OtherSignal;
  return AbortSignal;
}

const refusals = {
  Node: ({ signal }) => Promise.reject(new TypeError(`RequestInit: Expected signal ("${signal}") to be an instance of AbortSignal.`)),
  Firefox: () => Promise.reject(new TypeError("Window.fetch: 'signal' member of RequestInit does not implement interface AbortSignal.")),
  "node-fetch": () => { throw new TypeError("Expected signal to be an instanceof AbortSignal"); },
  Bun: () => Promise.reject(withCode(new TypeError("signal is not of type AbortSignal."), "ERR_INVALID_ARG_TYPE")),
};
for (const [name, refuse] of Object.entries(refusals)) {
  test(`a fetch that takes only its own realm's signals: ${name}`, async (t) => {
    const emulator = new RoomsEmulator();
    const Native = otherRealm(t, OtherController);
    let sent = 0;
    const fetch = (url, init) => {
      if (init.signal != null && !(init.signal instanceof Native)) return refuse(init);
      sent += 1;
      return emulator.fetch(url, { ...init, signal: undefined });
    };
    const client = new RoomsClient(emulator.connectionString, { fetch, retryOptions: { maxRetries: 0 } });
    const { id } = await client.createRoom({ requestOptions: { timeout: 60_000 } });
    await client.getRoom(id, { abortSignal: new OtherController().signal });
    assert.deepEqual([(await all(client.listRooms())).length, sent], [1, 3]);
  });
}

test("such a call is cut short all the same, and sends nothing more", async (t) => {
  const Native = otherRealm(t, OtherController);
  let sent = 0;
  const fetch = (_, init) => {
    if (init.signal != null && !(init.signal instanceof Native)) return refusals.Node(init);
    sent += 1;
    return new Promise(() => {});
  };
  const client = new RoomsClient(CONNECTION, { fetch });
  const controller = new OtherController();
  const cancelled = rejection(client.getRoom("99", { abortSignal: controller.signal }));
  await sleep(5);
  controller.abort("enough");
  const { name, cause } = await cancelled;
  assert.deepEqual([name, cause, getEventListeners(controller.signal, "abort").length], ["AbortError", "enough", 0]);
  assert.equal((await rejection(client.getRoom("99", { requestOptions: { timeout: 10 } }))).name, "AbortError");
  assert.equal(sent, 2);
});

test("a platform without AbortController does without one", async (t) => {
  otherRealm(t, undefined);
  const emulator = new RoomsEmulator();
  const client = new RoomsClient(emulator.connectionString, { fetch: emulator.fetch });
  await client.createRoom({ requestOptions: { timeout: 60_000 }, abortSignal: new OtherSignal() });
});

test("a refusal that is not about the signal is not taken for one", async () => {
  const { client, attempts } = setUp(() => Promise.reject(new TypeError("Failed to parse URL from x")));
  await rejection(client.getRoom("99", { requestOptions: { timeout: 60_000 } }));
  assert.equal(attempts(), 1);
});

// ---------------------------------------------------------------- the browser

/** As in a page: there, and only there, does CORS hide failures. */
function inPage(t) {
  const before = Object.getOwnPropertyDescriptor(globalThis, "location");
  t.after(() => (before ? Object.defineProperty(globalThis, "location", before) : delete globalThis.location));
  Object.defineProperty(globalThis, "location", { value: { origin: "https://app.example", href: "https://app.example/x" }, configurable: true });
}
const once = { maxRetries: 0 };

test("CORS is named where it can be the cause, and nowhere else", async (t) => {
  inPage(t);
  const message = async (client) => (await rejection(client.getRoom("99"))).message;
  const failed = () => Promise.reject(new TypeError("Failed to fetch"));
  assert.match(await message(setUp(failed, { retryOptions: once }).client), /CORS.*RoomsClient\.throughProxy\(url\)/);
  const cut = async () => ({ status: 200, text: () => Promise.reject(new TypeError("network error")) });
  const refused = () => Promise.reject(because(withCode(new Error("refused"), "ECONNREFUSED")));
  const gone = () => Promise.reject(new Error("Failed to fetch"));
  const nothing = async () => undefined;
  for (const fetch of [cut, refused, gone, nothing]) {
    assert.doesNotMatch(await message(setUp(fetch, { retryOptions: once }).client), /CORS/);
  }
  // Who goes through a proxy is not told to.
  const proxied = RoomsClient.throughProxy("/api/rooms-proxy", { fetch: failed, retryOptions: once });
  assert.doesNotMatch(await message(proxied), /CORS/);
});

test("a redirect that a browser hides has no status, and is not tried again", async () => {
  const { client, attempts } = setUp(async () => ({ type: "opaqueredirect", status: 0, headers: new Headers(), text: async () => "" }));
  const error = await rejection(client.getRoom("99"));
  assert.deepEqual([error.name, error.statusCode, error.response, attempts()], ["RestError", undefined, undefined, 1]);
  assert.match(error.message, /^The answer is a redirect, which is not followed/);
});

test("the address of a proxy is relative to the page's base, as it is for fetch", async (t) => {
  inPage(t);
  const asked = async (base) => {
    globalThis.document = base && { baseURI: base };
    const urls = [];
    const fetch = (url) => urls.push(url) && Promise.reject(new TypeError("x"));
    await rejection(RoomsClient.throughProxy("api/p", { fetch }).getRoom("99"));
    return new URL(urls[0]).pathname;
  };
  t.after(() => delete globalThis.document);
  assert.equal(await asked("https://app.example/app/"), "/app/api/p/rooms/99");
  assert.equal(await asked(undefined), "/api/p/rooms/99");
});

// ---------------------------------------------- functions of the platform

const standIns = {
  "no randomness outside of a request": [crypto, "randomUUID"],
  "a clock": [Date, "now"],
  dice: [Math, "random"],
};
for (const [name, [owner, method]] of Object.entries(standIns)) {
  test(`${name} that throws rejects the call, and the client lives on`, async (t) => {
    const emulator = new RoomsEmulator();
    const client = new RoomsClient(emulator.connectionString, { fetch: emulator.fetch });
    const { id } = await client.createRoom();
    const thrown = new Error("not here");
    const { mock } = t.mock.method(owner, method, () => {
      throw thrown;
    });
    const calls = [() => client.createRoom(), () => client.getRoom(id), () => client.listRooms().next(), () => client.deleteRoom(id)];
    for (const call of calls) {
      // Not thrown, but rejected.
      assert.equal(await rejection(call()), thrown);
    }
    mock.restore();
    assert.equal((await client.getRoom(id)).id, id);
  });
}

test("nobody hears of a call that is cancelled before it begins, and its key is not read", async () => {
  const heard = [];
  const hear = (event) => heard.push(event);
  const credential = { get key() { heard.push("key"); return "pw=="; } };
  const fetch = () => assert.fail("sent");
  const client = new RoomsClient("https://contoso.communication.azure.com", credential, { fetch, onRequest: hear, onResponse: hear, onRetry: hear });
  heard.length = 0;
  assert.equal((await rejection(client.getRoom("99", { abortSignal: AbortSignal.abort() }))).name, "AbortError");
  assert.deepEqual(heard, []);
});
