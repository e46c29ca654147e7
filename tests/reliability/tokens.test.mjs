// Tokens: when they are fetched, how often, and what becomes of failures.

import assert from "node:assert/strict";
import { test } from "node:test";
import { RoomsClient } from "acs-rooms";
import { rejection, sleep } from "./service.mjs";

const MINUTE = 60_000;
const ROOM = { id: "99480215317774646", createdAt: "2025-02-19T07:29:27Z", validFrom: "2025-02-19T07:29:27Z", validUntil: "2025-08-18T07:29:27Z" };

/** A client with a credential whose tokens live so long, and what it was asked for and sent. */
function setUp({ livesMs = 60 * MINUTE, getToken, answers = [], ...options } = {}) {
  const asked = [];
  const sent = [];
  const credential = {
    async getToken(scope, given) {
      asked.push({ scope, given });
      if (getToken) return getToken(asked.length, given);
      await sleep(5);
      return { token: `token-${asked.length}`, expiresOnTimestamp: Date.now() + livesMs };
    },
  };
  const fetch = async (url, init) => {
    sent.push(init.headers.authorization);
    return answers.shift() ?? new Response(JSON.stringify(ROOM), { status: 200 });
  };
  const client = new RoomsClient("https://contoso.communication.azure.com", credential, { fetch, retryOptions: { retryDelayInMs: 1 }, ...options });
  return { asked, sent, client, call: () => client.getRoom(ROOM.id) };
}

/** Lets everything go on that waits for no timer. */
async function turns() {
  for (let n = 0; n < 20; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets the clock go on by so much for what follows. */
function later(t, ms) {
  const { now } = Date;
  Date.now = () => now() + ms;
  t.after(() => (Date.now = now));
}

test("a token is fetched at the first call, for the scope with two slashes, and kept", async () => {
  const { asked, sent, call } = setUp();
  assert.equal(asked.length, 0, "nothing is fetched by the constructor");
  for (let n = 0; n < 5; n += 1) await call();
  assert.deepEqual(asked.map(({ scope }) => scope), ["https://communication.azure.com//.default"]);
  assert.deepEqual(new Set(sent), new Set(["Bearer token-1"]));
});

test("it is renewed five minutes before it expires, not earlier", async (t) => {
  const { asked, sent, call } = setUp();
  await call();
  later(t, 54 * MINUTE);
  await call();
  assert.equal(asked.length, 1);
  later(t, 2 * MINUTE);
  await call();
  assert.deepEqual([asked.length, sent.at(-1)], [2, "Bearer token-2"]);
});

test("a hundred calls at once fetch one token", async () => {
  const { asked, sent, call } = setUp();
  await Promise.all(Array.from({ length: 100 }, call));
  assert.deepEqual([asked.length, sent.length, new Set(sent).size], [1, 100, 1]);
});

class CredentialUnavailableError extends Error {
  name = "CredentialUnavailableError";
}

test("what a credential throws arrives as it was thrown, nothing is sent, and the next call asks again", async () => {
  for (const thrown of [new CredentialUnavailableError("no identity here"), new TypeError("signal"), "a text", undefined, { errorResponse: {} }]) {
    for (const how of [() => Promise.reject(thrown), () => { throw thrown; }]) {
      const { asked, sent, call } = setUp({
        getToken: (time) => (time === 1 ? how() : { token: "late", expiresOnTimestamp: Date.now() + 60 * MINUTE }),
      });
      const [{ status, reason }] = await Promise.allSettled([call()]);
      assert.deepEqual([status, reason === thrown, asked.length, sent.length], ["rejected", true, 1, 0]);
      await call();
      assert.deepEqual(sent, ["Bearer late"]);
    }
  }
});

test("calls that wait share what comes of it, a failure too", async () => {
  const failure = new CredentialUnavailableError("busy");
  const { asked, sent, call } = setUp({
    async getToken(time) {
      await sleep(10);
      if (time === 1) throw failure;
      return { token: "second", expiresOnTimestamp: Date.now() + 60 * MINUTE };
    },
  });
  const results = await Promise.allSettled(Array.from({ length: 50 }, call));
  assert.deepEqual(new Set(results.map(({ reason }) => reason)), new Set([failure]));
  assert.deepEqual([asked.length, sent.length], [1, 0]);
  await Promise.all(Array.from({ length: 50 }, call));
  assert.deepEqual([asked.length, sent.length], [2, 50]);
});

test("a challenge that many calls meet is answered once", async () => {
  const challenge = () =>
    new Response("{}", { status: 401, headers: { "www-authenticate": `Bearer error="insufficient_claims", claims="${btoa('{"a":1}')}"` } });
  const { asked, call } = setUp({ answers: Array.from({ length: 20 }, challenge) });
  await Promise.all(Array.from({ length: 20 }, call));
  assert.deepEqual(asked.map(({ given }) => given.claims), [undefined, '{"a":1}']);
});

test("no timer is needed to wait", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  let answer;
  const { asked, sent, call } = setUp({ getToken: () => new Promise((resolve) => (answer = resolve)) });
  const calls = Array.from({ length: 10 }, call);
  answer({ token: "x", expiresOnTimestamp: Date.now() + 60 * MINUTE });
  await Promise.all(calls);
  assert.deepEqual([asked.length, sent.length], [1, 10]);
});

test("who gives up does not take the others along", async () => {
  const { asked, sent, call, client } = setUp({
    getToken: (time, { abortSignal } = {}) =>
      time === 1
        ? new Promise((_, reject) => abortSignal.addEventListener("abort", () => reject(abortSignal.reason)))
        : { token: "x", expiresOnTimestamp: Date.now() + 60 * MINUTE },
  });
  const controller = new AbortController();
  const first = rejection(client.getRoom(ROOM.id, { abortSignal: controller.signal }));
  const others = Promise.all(Array.from({ length: 5 }, call));
  await sleep(5);
  controller.abort();
  assert.equal((await first).name, "AbortError");
  await others;
  assert.deepEqual([asked.length, sent.length], [2, 5]);
});

test("a credential that is silent holds the others up for seconds, and its answer still counts", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const answers = [];
  const { asked, call } = setUp({ getToken: () => new Promise((_, reject) => answers.push(reject)) });
  const results = Promise.allSettled(Array.from({ length: 10 }, call));
  await turns();
  assert.equal(asked.length, 1);
  t.mock.timers.tick(5000);
  await turns();
  // One of those who waited has asked, too; the others wait for either.
  assert.equal(asked.length, 2);
  const failure = new CredentialUnavailableError("late");
  answers[0](failure);
  await turns();
  answers[1](new Error("later still"));
  const reasons = (await results).map(({ reason }) => reason.message);
  assert.deepEqual(reasons.filter((message) => message === "late").length, 9);
  assert.equal(asked.length, 2);
});

test("what is no token is refused", async () => {
  for (const given of [null, undefined, {}, { token: "" }, { token: " \r\n" }, { token: null }, { token: "a\0b" }, { token: "日本" }]) {
    const { sent, call } = setUp({ getToken: () => given });
    const error = await rejection(call());
    assert.ok(error instanceof TypeError, String(error));
    assert.match(error.message, /^getToken must resolve to/);
    assert.equal(sent.length, 0);
  }
});

test("tokens that the official client takes are taken, as it sends them", async () => {
  for (const [token, sentAs] of [["x\n", "x"], ["a\r\nb", "ab"], ["with space", "with space"], ["tokén", "tokén"], [7, "7"]]) {
    const { sent, call } = setUp({ getToken: () => ({ token, expiresOnTimestamp: Date.now() + 60 * MINUTE }) });
    await call();
    assert.deepEqual(sent, [`Bearer ${sentAs}`]);
  }
});

test("a token that never expires is asked for once, one that has expired, or may have, each time", async () => {
  for (const expiresOnTimestamp of [Infinity, Number.MAX_VALUE, 1e21, 2 ** 63, Number.MAX_SAFE_INTEGER, Date.now() + 60 * MINUTE + 0.5, String(Date.now() + 60 * MINUTE)]) {
    const { asked, sent, call } = setUp({ getToken: () => ({ token: "token-1", expiresOnTimestamp }) });
    for (let n = 0; n < 3; n += 1) await call();
    assert.deepEqual([asked.length, new Set(sent)], [1, new Set(["Bearer token-1"])], String(expiresOnTimestamp));
  }
  for (const expiresOnTimestamp of [0, 0.5, 1e-7, -1, -1e21, -Infinity, undefined, NaN, 5n]) {
    const { asked, sent, call } = setUp({ getToken: () => ({ token: "token-1", expiresOnTimestamp }) });
    for (let n = 0; n < 3; n += 1) await call();
    assert.deepEqual([asked.length, sent.length], [3, 3], String(expiresOnTimestamp));
  }
});

test("a token never goes over http, not even where http is allowed", () => {
  for (const endpoint of ["http://127.0.0.1:7080", "http://contoso.communication.azure.com"]) {
    const make = () => new RoomsClient(endpoint, { getToken: async () => null }, { allowInsecureConnection: true });
    assert.throws(make, /a token is never sent/);
  }
});

test("a claims challenge is handed to getToken once, and its token is used", async () => {
  const claims = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}';
  const challenge = () =>
    new Response("{}", { status: 401, headers: { "www-authenticate": `Bearer realm="", error="insufficient_claims", claims="${btoa(claims)}"` } });
  const { asked, sent, call } = setUp({ answers: [challenge()] });
  await call();
  assert.deepEqual(asked.map(({ given }) => given.claims), [undefined, claims]);
  assert.deepEqual(sent, ["Bearer token-1", "Bearer token-2"]);
  for (const form of [btoa(claims).replace(/=+$/, ""), btoa(claims).replaceAll("+", "-").replaceAll("/", "_"), `${btoa(claims)}`]) {
    for (const header of [`Bearer claims="${form}"`, `Bearer error=insufficient_claims, claims=${form}`]) {
      const lenient = setUp({ answers: [new Response("{}", { status: 401, headers: { "www-authenticate": header } })] });
      await lenient.call();
      assert.deepEqual(lenient.asked.map(({ given }) => given.claims), [undefined, claims], header);
    }
  }
  const twice = setUp({ answers: [challenge(), challenge()] });
  assert.equal((await rejection(twice.call())).statusCode, 401);
  assert.equal(twice.asked.length, 2);
});

test("an abort ends a fetch of a token that never ends, and the next call is not held up for ever", async (t) => {
  const { call, client, asked } = setUp({ getToken: (time) => (time === 1 ? new Promise(() => {}) : { token: "x", expiresOnTimestamp: Date.now() + 60 * MINUTE }) });
  const controller = new AbortController();
  const first = rejection(client.getRoom(ROOM.id, { abortSignal: controller.signal }));
  await sleep(20);
  assert.ok(asked[0].given.abortSignal instanceof AbortSignal);
  controller.abort();
  assert.equal((await first).name, "AbortError");
  await call();
  assert.equal(asked.length, 2);
});
