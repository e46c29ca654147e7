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
      if (getToken) return getToken(asked.length);
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

test("a failing credential is the cause, nothing is sent, and the next call asks again", async () => {
  const failure = new Error("no identity here");
  const { asked, sent, call } = setUp({
    getToken(time) {
      if (time === 1) throw failure;
      return { token: "late", expiresOnTimestamp: Date.now() + 60 * MINUTE };
    },
  });
  const error = await rejection(call());
  assert.equal(error.cause, failure);
  assert.match(error.message, /The credential gave no token: no identity here/);
  assert.deepEqual([asked.length, sent.length], [1, 0]);
  await call();
  assert.deepEqual(sent, ["Bearer late"]);
});

test("when one of many waiting calls cannot fetch, each is told or served", async () => {
  const { call } = setUp({
    async getToken(time) {
      await sleep(10);
      if (time === 1) throw new Error("busy");
      return { token: "second", expiresOnTimestamp: Date.now() + 60 * MINUTE };
    },
  });
  const results = await Promise.allSettled(Array.from({ length: 10 }, call));
  assert.equal(results.filter((result) => result.status === "rejected").length, 1);
});

test("what is no token is refused", async () => {
  for (const given of [null, undefined, {}, { token: "" }, { token: 1, expiresOnTimestamp: 1 }, { token: "x" }]) {
    const { sent, call } = setUp({ getToken: () => given });
    assert.match((await rejection(call())).message, /getToken must resolve to/);
    assert.equal(sent.length, 0);
  }
});

test("a token that never expires is fetched once, one that has expired each time", async () => {
  for (const expiresOnTimestamp of [Infinity, Number.MAX_VALUE, 1e21, 2 ** 63, Number.MAX_SAFE_INTEGER, Date.now() + 60 * MINUTE + 0.5]) {
    const { asked, sent, call } = setUp({ getToken: () => ({ token: "token-1", expiresOnTimestamp }) });
    for (let n = 0; n < 3; n += 1) await call();
    assert.deepEqual([asked.length, new Set(sent)], [1, new Set(["Bearer token-1"])], String(expiresOnTimestamp));
  }
  for (const expiresOnTimestamp of [0, 0.5, 1e-7, -1, -1e21, -Infinity]) {
    const { asked, call } = setUp({ getToken: () => ({ token: "token-1", expiresOnTimestamp }) });
    for (let n = 0; n < 3; n += 1) await call();
    assert.equal(asked.length, 3, String(expiresOnTimestamp));
  }
  for (const expiresOnTimestamp of [NaN, 5n, "5", new Date()]) {
    const { asked, sent, call } = setUp({ getToken: () => ({ token: "token-1", expiresOnTimestamp }) });
    assert.match((await rejection(call())).message, /getToken must resolve to/);
    assert.deepEqual([asked.length, sent.length], [1, 0]);
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
