// The class of the built package, in Node: what crosses the boundary between JavaScript and wasm.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

import { RoomsEmulator } from "../../../target/npm/acs-rooms/dist/emulator-node.js";
import { signed, user, VERSION } from "./signing.mjs";

const ROOMS = `/rooms${VERSION}`;
/** Of a slow answer: whoever does not wait for it is done before. */
const DELAY_MS = 5000;
const UNKNOWN = `/rooms/99480215317774646${VERSION}`;

function emulatorAndSend(options) {
  const emulator = new RoomsEmulator(options);
  const send = (...args) => emulator.fetch(...signed(emulator.connectionString, ...args));
  return { emulator, send };
}

test("import and require share one class", () => {
  const required = createRequire(import.meta.url)("../../../target/npm/acs-rooms/dist/emulator-node.cjs");
  assert.equal(required.RoomsEmulator, RoomsEmulator);
});

test("connection strings", () => {
  const emulator = new RoomsEmulator({ endpoint: "http://127.0.0.1:7080", primaryKey: "cHJpbWFyeQ==", secondaryKey: "c2Vjb25k" });
  assert.equal(emulator.endpoint, "http://127.0.0.1:7080/");
  assert.equal(emulator.connectionString, "endpoint=http://127.0.0.1:7080/;accesskey=cHJpbWFyeQ==");
  assert.equal(emulator.secondaryConnectionString, "endpoint=http://127.0.0.1:7080/;accesskey=c2Vjb25k");
});

test("fetch takes text, URL and Request, and gives a Response", async () => {
  const { emulator } = emulatorAndSend();
  const { fetch } = emulator;
  assert.equal(fetch, emulator.fetch);
  const [url, init] = signed(emulator.connectionString, "POST", ROOMS, `{"participants":{"${user(1)}":{}}}`);
  const inputs = {
    text: [url, init],
    url: [new URL(url), init],
    request: [new Request(url, init)],
    "request and init": [new Request(url, { method: "POST", body: "x" }), init],
    "headers as Headers": [url, { ...init, headers: new Headers(init.headers) }],
    "headers as pairs": [url, { ...init, headers: Object.entries(init.headers) }],
    "body as bytes": [url, { ...init, body: new TextEncoder().encode(init.body) }],
    "body as stream": [url, { ...init, body: new Blob([init.body]).stream(), duplex: "half" }],
    "object like a Request": [
      { url, method: "POST", headers: init.headers, arrayBuffer: async () => new TextEncoder().encode(init.body).buffer },
    ],
  };
  for (const [name, input] of Object.entries(inputs)) {
    const response = await fetch(...input);
    assert.ok(response instanceof Response, name);
    assert.equal(response.status, 201, `${name}: ${await response.clone().text()}`);
    assert.equal((await response.json()).id, response.headers.get("location"), name);
  }
});

test("an answer without content has no body", async () => {
  const { send } = emulatorAndSend();
  const id = (await send("POST", ROOMS, "{}")).headers.get("location");
  const response = await send("DELETE", `/rooms/${id}${VERSION}`);
  assert.equal(response.status, 204);
  assert.equal(response.body, null);
});

test("a fetch that cannot be rejects with a TypeError", async () => {
  const { fetch } = new RoomsEmulator();
  const url = "https://emulator.localhost/rooms";
  for (const [words, ...args] of [
    [/must be a URL/],
    [/must be a URL/, 5],
    [/must be absolute/, "/rooms"],
    [/must begin with http/, "ftp://emulator.localhost/"],
    [/has no body/, url, { body: "x" }],
    [/a b/, url, { headers: { "a b": "1" } }],
  ]) {
    await assert.rejects(fetch(...args), (error) => error instanceof TypeError && words.test(error.message), String(words));
  }
});

test("what is wrong with options and faults is named", () => {
  const emulator = new RoomsEmulator();
  for (const [words, action] of [
    [/^options\.endpont is unknown: there are endpoint, .*, journal$/, () => new RoomsEmulator({ endpont: "x" })],
    [/^options\.endpoint must be a string$/, () => new RoomsEmulator({ endpoint: 5 })],
    [/^options\.primaryKey must be a string$/, () => new RoomsEmulator({ primaryKey: 5 })],
    [/^options\.pageSizes must be an array$/, () => new RoomsEmulator({ pageSizes: "3" })],
    [/^options\.pageSizes\[1\] must be a whole number from 0 to 30$/, () => new RoomsEmulator({ pageSizes: [1, 2.5] })],
    [/^options\.repeatedDeleteStatus must be a whole number, 0 or more$/, () => new RoomsEmulator({ repeatedDeleteStatus: -1 })],
    [/^options\.skewWindowInMs must be a number$/, () => new RoomsEmulator({ skewWindowInMs: "1" })],
    [/^options\.strict must be a boolean$/, () => new RoomsEmulator({ strict: "yes" })],
    [/^options\.tokenVerifier must be an object$/, () => new RoomsEmulator({ tokenVerifier: 5 })],
    [/^options must be an object/, () => new RoomsEmulator("x")],
    [/^options\.primaryKey must be base64/, () => new RoomsEmulator({ primaryKey: "canary!" })],
    [/^options: journal\.append must be a function/, () => new RoomsEmulator({ journal: { read() {} } })],
    [/^options\.tokenVerifier\.audiences\[0\] must be a string$/, () => new RoomsEmulator({ tokenVerifier: { audiences: [5] } })],
    [/^options\.tokenVerifier\.audiences must be/, () => new RoomsEmulator({ tokenVerifier: { audiences: [] } })],
    [/^regenerateKey: give "primary"/, () => emulator.regenerateKey("third")],
    [/^fault\.kind is missing: it must be "status", /, () => emulator.injectFault({})],
    [/^fault\.kind must be "status", .* or "skewedDate"$/, () => emulator.injectFault({ kind: "meteor" })],
    [/^fault\.count must be a whole number, 1 or more, or "always"$/, () => emulator.injectFault({ kind: "status", count: "often" })],
    [/^fault\.foo is unknown: there are kind, /, () => emulator.injectFault({ kind: "status", foo: 1 })],
    [/^request: .*missing field/, () => emulator.handle({ method: "GET" })],
    [/^options\.tokenVerifier\.audiences must be an array$/, () => new RoomsEmulator({ tokenVerifier: { audiences: "a" } })],
    [/^fault\.kind must be "status", /, () => emulator.injectFault({ kind: 5 })],
    [/^fault\.status must be a whole number/, () => emulator.injectFault({ kind: "status", status: "500" })],
    // What JSON would lose is not taken for absent.
    [/^options\.skewWindowInMs must be a number$/, () => new RoomsEmulator({ skewWindowInMs: NaN })],
    [/^options\.skewWindowInMs must be a number of milliseconds, 0 or more$/, () => new RoomsEmulator({ skewWindowInMs: -Infinity })],
    [/^options\.strict must be a boolean$/, () => new RoomsEmulator({ strict: () => true })],
    [/^options\.pageSizes\[0\] must be a whole number/, () => new RoomsEmulator({ pageSizes: [undefined] })],
    [/^fault\.count must be a whole number/, () => emulator.injectFault({ kind: "status", count: 3n })],
    [/^fault\.delayInMs must be a whole number/, () => emulator.injectFault({ kind: "slowBody", delayInMs: Infinity })],
    [/^fault must be an object$/, () => emulator.injectFault("status")],
    [/^fault must be an object$/, () => emulator.injectFault(["status"])],
  ]) {
    assert.throws(action, (error) => error instanceof Error && words.test(error.message) && !error.message.includes("canary"), String(words));
  }
  for (const fine of [undefined, null, {}, { endpoint: undefined }, { skewWindowInMs: Infinity }]) new RoomsEmulator(fine);
});

test("time is put forward by milliseconds that dates can tell, or not at all", async () => {
  const { emulator, send } = emulatorAndSend();
  emulator.advanceTime(5);
  const state = emulator.exportState();
  for (const wrong of [-1, NaN, Infinity, null, undefined, "5", true, {}, 1e18, 2.6e14, 2.5e14, Number.MAX_SAFE_INTEGER, 1e300]) {
    assert.throws(() => emulator.advanceTime(wrong), { name: "RangeError", message: /^advanceTime: give milliseconds/ }, String(wrong));
  }
  for (const byInMs of [-1, 250_000_000_000_001]) {
    const wrong = state.replace('"byInMs":5', `"byInMs":${byInMs}`);
    assert.throws(() => emulator.importState(wrong), { name: "TypeError", message: /^importState: line 2: byInMs must be 0 or more/ });
  }
  assert.equal(emulator.exportState(), state);
  assert.equal((await send("POST", ROOMS, "{}")).status, 201);
});

test("faults of the connection reach the caller as they do from a real fetch", async () => {
  const { emulator, send } = emulatorAndSend();
  for (const kind of ["resetBeforeCommit", "resetAfterCommit"]) {
    emulator.injectFault({ kind });
    await assert.rejects(send("GET", ROOMS), (error) => error instanceof TypeError && error.cause.code === "ECONNRESET");
  }
  emulator.injectFault({ kind: "truncatedBody" });
  const cut = await send("GET", UNKNOWN);
  assert.equal(cut.status, 404);
  await assert.rejects(cut.text(), TypeError);
  for (const kind of ["slowHeaders", "slowBody"]) {
    emulator.injectFault({ kind, delayInMs: 60 });
    const begin = performance.now();
    const slow = await send("GET", UNKNOWN);
    const head = performance.now() - begin;
    assert.equal(JSON.parse(await slow.text()).error.code, "NotFound");
    assert.ok(performance.now() - begin > 55, kind);
    assert.equal(head > 55, kind === "slowHeaders", `${kind}: head after ${head} ms`);
  }
});

test("an abort rejects at once with the signal's reason, and before the body is read nothing is done", async () => {
  const { emulator } = emulatorAndSend();
  const call = (signal, kind) => {
    emulator.injectFault({ kind, delayInMs: DELAY_MS });
    const [url, init] = signed(emulator.connectionString, "POST", ROOMS, "{}");
    return emulator.fetch(url, { ...init, signal });
  };
  await assert.rejects(call(AbortSignal.abort(), "slowHeaders"), { name: "AbortError" });
  assert.equal(emulator.requests().length, 0);

  emulator.clearFaults();
  const controller = new AbortController();
  let begin = performance.now();
  setTimeout(() => controller.abort("enough"), 20);
  await assert.rejects(call(controller.signal, "slowHeaders"), (reason) => reason === "enough");
  assert.ok(performance.now() - begin < DELAY_MS);

  const second = new AbortController();
  const response = await call(second.signal, "slowBody");
  begin = performance.now();
  setTimeout(() => second.abort(), 20);
  await assert.rejects(response.text(), { name: "AbortError" });
  assert.ok(performance.now() - begin < DELAY_MS);
});

test("time, requests, reset", async () => {
  const { emulator, send } = emulatorAndSend();
  const soon = new Date(Date.now() + 600_000).toISOString();
  await send("POST", ROOMS, JSON.stringify({ validUntil: soon }));
  const count = async () => (await (await send("GET", ROOMS)).json()).value.length;
  assert.equal(await count(), 1);
  emulator.advanceTime(601_000);
  assert.equal(await count(), 0);

  const [created] = emulator.requests();
  assert.deepEqual([created.method, created.target, created.status, "fault" in created], ["POST", ROOMS, 201, false]);
  assert.deepEqual(JSON.parse(created.body), { validUntil: soon });
  assert.ok(created.headers.some(([name, value]) => name === "authorization" && value.endsWith("&Signature=REDACTED")));
  emulator.clearRequests();
  assert.deepEqual(emulator.requests(), []);

  await send("POST", ROOMS, "{}");
  emulator.injectFault({ kind: "status", count: "always" });
  emulator.reset();
  assert.deepEqual(emulator.requests(), []);
  assert.equal(await count(), 0);
});

test("keys are regenerated one at a time", async () => {
  const { emulator } = emulatorAndSend();
  const status = async (connectionString) => (await emulator.fetch(...signed(connectionString, "GET", ROOMS))).status;
  const before = [emulator.connectionString, emulator.secondaryConnectionString];
  const fresh = emulator.regenerateKey("primary");
  assert.equal(emulator.connectionString, fresh);
  assert.deepEqual(await Promise.all([fresh, ...before].map(status)), [200, 401, 200]);
  assert.equal(Buffer.from(fresh.split("accesskey=")[1], "base64").length, 32);
  emulator.reset();
  assert.deepEqual([emulator.connectionString, emulator.secondaryConnectionString], before);
});

test("constant randomness makes different rooms and different keys", async (t) => {
  for (const constant of [0, 0.5, 1 - 2 ** -53, 1, -1, NaN, Infinity]) {
    t.mock.method(Math, "random", () => constant);
    const { emulator, send } = emulatorAndSend({ fullPages: true });
    const ids = [];
    for (let i = 0; i < 20; i++) {
      ids.push((await send("POST", ROOMS, "{}")).headers.get("location"));
      if (i % 3 === 0) assert.equal((await send("DELETE", `/rooms/${ids[i]}${VERSION}`)).status, 204);
    }
    assert.equal(new Set(ids).size, ids.length, String(ids));
    const keys = ["primary", "primary", "secondary", "secondary", "primary"].map((which) => emulator.regenerateKey(which));
    assert.equal(new Set([emulator.connectionString, emulator.secondaryConnectionString, ...keys]).size, 5);
    assert.equal((await (await emulator.fetch(...signed(keys[4], "GET", ROOMS))).json()).value.length, 13);
  }
});

test("a clock and randomness that throw or call back fail the call and change nothing", async (t) => {
  const { emulator, send } = emulatorAndSend();
  const state = emulator.exportState();
  for (const [object, name] of [[Date, "now"], [Math, "random"]]) {
    for (const [error, act] of [
      [{ message: "no more" }, () => { throw new Error("no more"); }],
      [{ name: "TypeError", message: /^The emulator is at work/ }, () => emulator.exportState()],
    ]) {
      const request = signed(emulator.connectionString, "POST", ROOMS, "{}");
      const mocked = t.mock.method(object, name, act);
      await assert.rejects(emulator.fetch(...request), error, name);
      mocked.mock.restore();
      assert.equal(emulator.exportState(), state, name);
    }
  }
  assert.equal((await send("POST", ROOMS, "{}")).status, 201);
});

test("an imported state whose lines cannot follow on each other is refused by its line", async () => {
  const { emulator, send } = emulatorAndSend();
  const id = (await send("POST", ROOMS, "{}")).headers.get("location");
  const state = emulator.exportState();
  const [, line] = state.split("\n");
  for (const [message, wrong] of [
    [`importState: line 3: room.id: there is a room ${id} already`, `${state}${line}\n`],
    [`importState: line 4: id: the room ${id} was deleted before`, `${state}{"change":"roomDeleted","id":"${id}"}\n{"change":"participantsUpdated","id":"${id}","participants":{}}\n`],
    ["importState: line 2: validUntil must not be before validFrom", state.replace(/"validUntil":"20/, '"validUntil":"19')],
  ]) {
    assert.throws(() => emulator.importState(wrong), { name: "TypeError", message });
    assert.equal(emulator.exportState(), state);
  }
});

test("reset and importState act between two requests, never in the middle of one", async () => {
  const { emulator, send } = emulatorAndSend();
  const rooms = async () => (await (await send("GET", ROOMS)).json()).value.length;
  const empty = emulator.exportState();
  for (const begin of [() => emulator.reset(), () => emulator.importState(empty)]) {
    // It was begun before and reads its body still, so it comes after: a call that nobody waits for.
    const early = send("POST", ROOMS, "{}");
    begin();
    assert.equal((await early).status, 201);
    assert.equal(await rooms(), 1);
    // It was done before, and its answer is under way.
    emulator.injectFault({ kind: "slowHeaders", delayInMs: 30, method: "POST" });
    const late = send("POST", ROOMS, "{}");
    while (emulator.faults().length > 0) await new Promise((resolve) => setImmediate(resolve));
    begin();
    assert.equal((await late).status, 201);
    assert.equal(await rooms(), 0);
  }
});

test("parallel instances know nothing of each other", async () => {
  const emulators = Array.from({ length: 20 }, () => emulatorAndSend());
  await Promise.all(emulators.map(async ({ send }, index) => {
    for (let i = 0; i <= index; i++) await send("POST", ROOMS, "{}");
  }));
  emulators[0].emulator.injectFault({ kind: "status", count: "always" });
  emulators[1].emulator.advanceTime(200 * 24 * 3600 * 1000);
  emulators[2].emulator.regenerateKey("secondary");
  for (const [index, { emulator, send }] of emulators.entries()) {
    assert.equal(emulator.requests().length, index + 1);
    const answer = await send("GET", ROOMS);
    assert.equal(answer.status, index === 0 ? 503 : 200);
    if (index > 1) assert.equal((await answer.json()).value.length, Math.min(index + 1, 5));
    assert.equal(emulator.secondaryConnectionString === emulators[3].emulator.secondaryConnectionString, index !== 2);
  }
});

test("fetch outlives the emulator object", async () => {
  const emulator = new RoomsEmulator();
  const { connectionString, fetch } = emulator;
  emulator.free();
  assert.equal((await fetch(...signed(connectionString, "GET", ROOMS))).status, 200);
});

test("freed twice is freed, and what is done with it then says so", () => {
  const emulator = new RoomsEmulator();
  emulator.free();
  emulator.free();
  if (Symbol.dispose) emulator[Symbol.dispose]();
  for (const use of [
    () => emulator.fetch,
    () => emulator.connectionString,
    () => emulator.advancedInMs,
    () => emulator.reset(),
    () => emulator.advanceTime(1),
    () => emulator.exportState(),
    () => emulator.requests(),
    () => emulator.clearFaults(),
  ]) {
    assert.throws(use, { message: "This RoomsEmulator has been freed: make a new one" }, String(use));
  }
});
