// examples/deno and examples/bun, as servers on loopback, on the emulator over HTTP.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { all, user } from "../cases/check.mjs";
import { startControlledEmulator } from "../harness/control.mjs";
import { installExample, run } from "../harness/example.mjs";
import { startServer } from "../harness/server.mjs";

const TOKEN = "token-of-the-service";
const HOUR = 3_600_000;
const programs = fileURLToPath(new URL("../emulator/node_modules/.bin", import.meta.url));

const dirs = {};
let emulator;
let variables;

before(async () => {
  for (const name of ["deno", "bun"]) dirs[name] = installExample(name, { tools: false });
  emulator = await startControlledEmulator(dirs.deno);
  const [, host] = /endpoint=http:\/\/([^/]*)\//.exec(emulator.connectionString);
  variables = { ACS_CONNECTION_STRING: emulator.connectionString, ACS_HOST: host, API_TOKEN: TOKEN, PORT: "0", PATH: `${programs}:${process.env.PATH}` };
});
after(() => emulator?.stop());

/** Runs the server of an example while `use` asks it. */
async function serving(name, args, changes, use) {
  const server = await startServer(dirs[name], name, args, { ...variables, ...changes });
  const ask = async (method, path, { body, token = TOKEN } = {}) => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(server.origin + path, { method, headers, body: typeof body === "string" ? body : JSON.stringify(body) });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  };
  try {
    await use(ask, server);
    assert.ok(!server.log().includes(/accesskey=(.*)/.exec(emulator.connectionString)[1]), "the key is in the log");
  } finally {
    await server.stop();
  }
}

const id = (n) => user(n).communicationUserId;
const meeting = () => {
  const from = Date.now() + HOUR;
  return { from: new Date(from).toISOString(), until: new Date(from + HOUR).toISOString(), presenters: [id(1)], attendees: [id(2), id(3)] };
};

test("Deno: the types are right", () => run(dirs.deno, "deno", ["task", "check"], variables));

test("Deno: a room for a meeting, and who may join it", () =>
  serving("deno", ["task", "start"], {}, async (ask) => {
    const body = meeting();
    const created = await ask("POST", "/rooms", { body });
    assert.deepEqual([created.status, created.body.validFrom, created.body.validUntil], [201, body.from, body.until]);
    const { body: participants } = await ask("GET", `/rooms/${created.body.id}/participants`);
    assert.deepEqual(participants.map(({ id, role }) => [id.communicationUserId, role]), [[id(1), "Presenter"], [id(2), "Attendee"], [id(3), "Attendee"]]);

    const count = (await all(emulator.client.listRooms())).length;
    for (const [status, method, path, options] of [
      [401, "POST", "/rooms", { body, token: "another" }],
      [404, "POST", "/", { body }],
      [404, "GET", "/rooms/99999999999999999/participants"],
      [400, "POST", "/rooms", { body: { ...body, until: "noon" } }],
      [400, "POST", "/rooms", { body: { ...body, until: new Date(0).toISOString() } }],
      [400, "POST", "/rooms", { body: "{" }],
      [400, "POST", "/rooms", { body: "null" }],
    ]) {
      const answer = await ask(method, path, options);
      assert.equal(answer.status, status, JSON.stringify([path, options, answer.body]));
      assert.equal(typeof answer.body.error, "string");
    }
    assert.equal((await all(emulator.client.listRooms())).length, count);

    await emulator.fault({ kind: "status", status: 500, count: 4 });
    assert.deepEqual(await ask("POST", "/rooms", { body }), { status: 502, body: { error: "the Rooms service cannot be used now" } });
  }));

test("Deno: it may speak to one host only", () =>
  serving("deno", ["task", "start"], { ACS_HOST: "contoso.example" }, async (ask, server) => {
    const count = (await emulator.requests()).length;
    assert.equal((await ask("POST", "/rooms", { body: meeting() })).status, 502);
    assert.match(server.log(), /net access/);
    assert.equal((await emulator.requests()).length, count);
  }));

test("Bun: the lobby of a room", () =>
  serving("bun", ["start"], {}, async (ask) => {
    const { id: roomId, validUntil } = await emulator.client.createRoom({ participants: [{ id: user(1), role: "Presenter" }] });
    const path = (n) => `/rooms/${roomId}/participants/${id(n)}`;
    const invited = await ask("GET", path(1));
    assert.deepEqual([invited.status, invited.body.role, invited.body.isOpen, invited.body.validUntil], [200, "Presenter", true, validUntil.toJSON()]);
    assert.equal((await ask("GET", path(2))).body.role, null);
    for (const n of [1, 2]) assert.equal((await ask("PUT", path(n))).status, 204);
    assert.equal((await ask("GET", path(1))).body.role, "Presenter");
    assert.equal((await ask("GET", path(2))).body.role, "Attendee");
    for (const [status, method, where, options] of [
      [401, "GET", path(1), { token: "another" }],
      [401, "PUT", path(3), { token: "" }],
      [404, "GET", `/rooms/99999999999999999/participants/${id(1)}`],
      [400, "PUT", `/rooms/${roomId}/participants/nobody`],
    ]) {
      const answer = await ask(method, where, options);
      assert.equal(answer.status, status, JSON.stringify([where, options, answer.body]));
    }
    assert.equal((await all(emulator.client.listParticipants(roomId))).length, 2);
    await emulator.fault({ kind: "htmlPage", count: 8 });
    assert.equal((await ask("GET", path(1))).status, 502);
  }));
