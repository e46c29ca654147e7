// examples/next: built and started, its routes asked and its page used in Chromium, on the emulator over HTTP.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { user } from "../cases/check.mjs";
import { launch } from "../harness/browser.mjs";
import { keptConnection } from "../harness/connection.mjs";
import { startControlledEmulator } from "../harness/control.mjs";
import { programsOf } from "../harness/docs.mjs";
import { installExample, run } from "../harness/example.mjs";
import { startServer } from "../harness/server.mjs";

const TOKEN = "canary-token-of-the-page";
const HOUR = 3_600_000;

let dir;
let emulator;
let server;

before(async () => {
  dir = installExample("next");
  // The route of the Pages Router, which docs/servers.md shows.
  mkdirSync(join(dir, "pages/api/legacy-proxy"), { recursive: true });
  writeFileSync(join(dir, "pages/api/legacy-proxy/[...path].js"), programsOf("servers.md").withWords("/api/legacy-proxy"));
  console.log("building examples/next");
  await run(dir, "npm", ["run", "--silent", "build"]);
  emulator = await startControlledEmulator(dir);
  const variables = { ACS_CONNECTION_STRING: emulator.connectionString, ADMIN_TOKEN: TOKEN };
  server = await startServer(dir, "npm", ["start", "--silent", "--", "--port", "0"], variables);
});
after(async () => {
  await server?.stop();
  await emulator?.stop();
});

const key = () => /accesskey=(.*)/.exec(emulator.connectionString)[1];

async function ask(path, { token, ...init } = {}) {
  const response = await fetch(server.origin + path, { ...init, headers: token && { authorization: `Bearer ${token}` } });
  return { status: response.status, body: await response.json() };
}

test("a route on Node makes a room", async () => {
  const from = new Date(Date.now() + HOUR).toISOString();
  const until = new Date(Date.now() + 2 * HOUR).toISOString();
  const make = (body, token) => ask("/api/meetings", { method: "POST", body: JSON.stringify(body), token });
  const presenter = user(1).communicationUserId;
  const { status, body } = await make({ from, until, presenter }, TOKEN);
  assert.equal(status, 201, JSON.stringify(body));
  assert.equal((await emulator.client.getRoom(body.roomId)).validFrom.toISOString(), from);
  assert.equal((await emulator.client.listParticipants(body.roomId).next()).value.role, "Presenter");
  assert.equal((await make({ from, until, presenter }, "another")).status, 401);
  const refused = await make({ from: "now", until, presenter }, TOKEN);
  assert.equal(refused.status, 400);
  assert.match(refused.body.error, /^validFrom /);
});

test("a route at the edge reads a room", async () => {
  const open = await emulator.client.createRoom();
  const closed = await emulator.client.createRoom({ validFrom: new Date(Date.now() + HOUR), validUntil: new Date(Date.now() + 2 * HOUR) });
  for (const [room, isOpen] of [[open, true], [closed, false]]) {
    const { status, body } = await ask(`/api/rooms/${room.id}`);
    assert.deepEqual([status, body], [200, { isOpen, validFrom: room.validFrom.toJSON(), validUntil: room.validUntil.toJSON() }]);
  }
  assert.equal((await ask("/api/rooms/99999999999999999")).status, 404);
});

test("a route of the Pages Router takes the bodies that Next.js has read", async () => {
  const { RoomsClient } = createRequire(join(dir, "package.json"))("acs-rooms");
  const withToken = (token) =>
    RoomsClient.throughProxy(`${server.origin}/api/legacy-proxy`, {
      fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } }),
    });
  const client = withToken(TOKEN);
  const [validFrom, validUntil] = [new Date(Date.now() + HOUR), new Date(Date.now() + 2 * HOUR)];
  const { id } = await client.createRoom({ validFrom, validUntil, participants: [{ id: user(1) }] });
  assert.equal((await client.getRoom(id)).validUntil.getTime(), validUntil.getTime());
  assert.equal((await client.updateRoom(id, { pstnDialOutEnabled: true })).pstnDialOutEnabled, true);
  await client.addOrUpdateParticipants(id, [{ id: user(1), role: "Presenter" }]);
  assert.equal((await client.listParticipants(id).next()).value.role, "Presenter");
  await client.deleteRoom(id);
  await assert.rejects(withToken("another").getRoom(id), { statusCode: 403 });
});

test("no host leads to another path of the proxy than the one that was asked for", async () => {
  const list = "/api/rooms-proxy/rooms?api-version=2025-03-13";
  const { ask: askAt, close } = keptConnection(new URL(server.origin).port);
  const authorization = `Bearer ${TOKEN}`;
  assert.equal((await askAt("GET", list, { authorization })).status, 200);
  for (const host of [`x${list}#`, "x/", "user@x", "x y"]) {
    const { status, text } = await askAt("GET", "/api/rooms-proxy/else", { authorization, host }).catch(() => ({ status: 400, text: "" }));
    assert.ok(status === 400 || status === 404, `${host}: ${status} ${text}`);
  }
  close();
});

test("a body that is refused holds up no other request on its connection", async () => {
  const { ask: askAt, close } = keptConnection(new URL(server.origin).port);
  const body = "x".repeat(2 ** 20);
  const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json", "content-length": body.length };
  for (const [status, method, path, more] of [
    [413, "POST", "/api/rooms-proxy/rooms?api-version=2025-03-13", {}],
    [415, "POST", "/api/rooms-proxy/rooms?api-version=2025-03-13", { "content-type": "text/plain" }],
    [401, "POST", "/api/meetings", { authorization: "" }],
  ]) {
    for (let round = 0; round < 2; round++) {
      assert.equal((await askAt(method, path, { ...headers, ...more }, body)).status, status);
      assert.equal((await askAt("GET", "/api/rooms/99999999999999999")).status, 404);
    }
  }
  close();
});

test("the page goes through the proxy, and the key reaches it nowhere", async () => {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const seen = [];
    page.on("response", (response) => seen.push(response));
    const submit = async (token, action) => {
      await page.$eval("input", (input) => input.select());
      await page.type("input", token);
      await page.click(`button[value=${action}]`);
      await page.waitForFunction("!['', '…'].includes(document.querySelector('[role=status]').textContent)");
      return page.$eval("[role=status]", (element) => element.textContent);
    };
    await page.goto(server.origin);
    await page.waitForNetworkIdle();
    assert.match(await submit("another", "list"), /does not allow/);
    await page.reload();
    await page.waitForNetworkIdle();
    const before = Number.parseInt(await submit(TOKEN, "list"), 10);
    assert.ok(before >= 1, `${before} rooms`);
    await page.reload();
    await page.waitForNetworkIdle();
    assert.equal(await submit(TOKEN, "create"), `${before + 1} rooms`);
    assert.equal((await page.$$("li")).length, before + 1);
    assert.ok(seen.length >= 8, `${seen.length} answers`);
    for (const response of seen) {
      assert.ok(response.url().startsWith(server.origin), response.url());
      const text = JSON.stringify(response.headers()) + (await response.text().catch(() => ""));
      assert.ok(!text.includes(key()) && !text.includes("Signature="), response.url());
    }
  } finally {
    await browser.close();
  }
});

test("nothing of it is in the log of the server", () => assert.ok(!server.log().includes(key()), server.log()));
