// Users, tokens and who can join: of the built package, in-process and over HTTP.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { RoomsEmulator } from "../../../target/npm/acs-rooms/dist/emulator-node.js";
import { startServer, withServer } from "./server.mjs";
import { signed, user, VERSION } from "./signing.mjs";

const IDENTITIES = "/identities?api-version=2023-10-01";
const ROOMS = `/rooms${VERSION}`;
const TOKEN = '{"createTokenWithScopes":["voip.join"]}';

/** A room with a user who has a token, made by a function that sends signed requests. */
async function scene(send) {
  const { identity, accessToken } = await (await send("POST", IDENTITIES, TOKEN)).json();
  const room = await (await send("POST", ROOMS, `{"participants":{"${identity.id}":{"role":"Consumer"}}}`)).json();
  return { userId: identity.id, roomId: room.id, token: accessToken.token, room };
}

function inProcess(options) {
  const emulator = new RoomsEmulator(options);
  return { emulator, send: (...args) => emulator.fetch(...signed(emulator.connectionString, ...args)) };
}

const path = (userId, action) => `/identities/${encodeURIComponent(userId)}${action}?api-version=2023-10-01`;
const reasons = ({ reasons }) => reasons.map(({ reason }) => reason);

test("join tells the role and the times, and later what stands against it", async () => {
  const { emulator, send } = inProcess({ revocationDelayInMs: 1000 });
  const { userId, roomId, token, room } = await scene(send);
  const { at, expiresOn, ...verdict } = emulator.join({ roomId, token });
  assert.deepEqual(verdict, { joinable: true, userId, role: "Consumer", validFrom: room.validFrom, validUntil: room.validUntil, reasons: [] });
  assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000, at);
  assert.equal(Math.round((Date.parse(expiresOn) - Date.parse(at)) / 3_600_000), 24);

  assert.equal((await send("POST", path(userId, "/:revokeAccessTokens"))).status, 204);
  assert.equal(emulator.join({ roomId, token }).joinable, true);
  emulator.advanceTime(1000);
  const [{ message, at: since, ...rest }] = emulator.join({ roomId, token }).reasons;
  assert.deepEqual(rest, { reason: "tokenRevoked" });
  assert.match(message, /^The token is revoked since /);
  assert.ok(Date.parse(since) >= Date.parse(at), since);

  emulator.advanceTime(24 * 3_600_000);
  assert.deepEqual(reasons(emulator.join({ roomId, token })), ["tokenExpired", "tokenRevoked"]);
  assert.deepEqual(reasons(emulator.join({ roomId: "99480215317774646", token: "x" })), ["roomUnknown", "tokenUnreadable"]);
});

test("users are listed, and a deleted one is not", async () => {
  const { emulator, send } = inProcess();
  assert.deepEqual(emulator.users(), []);
  const { userId } = await scene(send);
  const [only, ...others] = emulator.users();
  assert.deepEqual([only.id, Object.keys(only), others], [userId, ["id", "createdAt"], []]);
  await send("POST", path(userId, "/:revokeAccessTokens"));
  assert.ok(Date.parse(emulator.users()[0].revokedAt) >= Date.parse(only.createdAt));
  await send("DELETE", path(userId, ""));
  assert.deepEqual(emulator.users(), []);
});

test("the state takes users and revocations along", async () => {
  const { emulator, send } = inProcess();
  const { userId, roomId, token } = await scene(send);
  const other = new RoomsEmulator();
  other.importState(emulator.exportState());
  assert.equal(other.join({ roomId, token }).joinable, true);
  await send("DELETE", path(userId, ""));
  other.importState(emulator.exportState());
  assert.deepEqual(reasons(other.join({ roomId, token })), ["userDeleted"]);
});

test("what is wrong is named, and shows no token", () => {
  const emulator = new RoomsEmulator();
  for (const [words, action] of [
    [/^join must be an object$/, () => emulator.join("canary")],
    [/^join\.roomId is missing: it must be a string$/, () => emulator.join()],
    [/^join\.token is missing/, () => emulator.join({ roomId: "1" })],
    [/^join\.token must be a string$/, () => emulator.join({ roomId: "1", token: ["canary"] })],
    [/^join\.canari is unknown: there are roomId, token$/, () => emulator.join({ roomId: "1", token: "canary", canari: 1 })],
    [/^options\.knownUsersOnly must be a boolean$/, () => new RoomsEmulator({ knownUsersOnly: 1 })],
    [/^options\.revocationDelayInMs must be a whole number from 0 to 900000$/, () => new RoomsEmulator({ revocationDelayInMs: Infinity })],
  ]) {
    assert.throws(action, (error) => error instanceof TypeError && words.test(error.message) && !error.message.includes("canary"), String(words));
  }
});

test("over HTTP: who can join, under /_emulator/", async () => {
  await withServer(["--control", "--quiet", "--revocation-delay", "900"], async ({ send, control, base }) => {
    const { userId, roomId, token } = await scene(send);
    const ask = async (body) => {
      const answer = await control("POST", "join", body);
      return { status: answer.status, ...(await answer.json()) };
    };
    const { joinable, role, userId: whose } = await ask({ roomId, token });
    assert.deepEqual({ joinable, role, whose }, { joinable: true, role: "Consumer", whose: userId });
    assert.equal((await (await control("GET", "users")).json())[0].id, userId);
    await send("POST", path(userId, "/:revokeAccessTokens"));
    await control("POST", "time", { advanceInMs: 899_000 });
    assert.deepEqual((await ask({ roomId, token })).reasons, []);
    await control("POST", "time", { advanceInMs: 1000 });
    assert.deepEqual(reasons(await ask({ roomId, token })), ["tokenRevoked"]);
    const { status, error } = await ask({ roomId });
    assert.deepEqual([status, error.message], [400, "join.token is missing: it must be a string"]);
    const page = await fetch(`${base}_emulator/join`, { method: "POST", headers: { origin: "https://example.org" }, body: "{}" });
    assert.equal(page.status, 403);
  });
});

test("over HTTP: rooms refuse users who are not known", async () => {
  await withServer(["--known-users-only", "--quiet"], async ({ send }) => {
    await scene(send);
    const answer = await send("POST", ROOMS, `{"participants":{"${user(1)}":{}}}`);
    assert.equal(answer.status, 400);
    assert.match((await answer.json()).error.message, /was not made by this emulator/);
  });
});

test("over HTTP: a file keeps users", async () => {
  const dir = mkdtempSync(join(tmpdir(), "acs-rooms-users-"));
  try {
    const args = ["--data", join(dir, "rooms.jsonl"), "--control", "--quiet"];
    const first = await startServer(...args);
    const { roomId, token, userId } = await scene(first.send);
    await first.kill();
    const second = await startServer(...args);
    assert.equal((await (await second.control("POST", "join", { roomId, token })).json()).joinable, true);
    assert.equal((await second.send("POST", path(userId, "/:issueAccessToken"), '{"scopes":["voip"]}')).status, 200);
    await second.stop();
  } finally {
    rmSync(dir, { recursive: true });
  }
});
