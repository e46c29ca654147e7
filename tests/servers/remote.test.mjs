// The handle of an emulator in another process, and the program of docs/emulator.md that has it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { freePort, programsOf } from "../harness/docs.mjs";
import { startEmulator } from "../harness/emulator.mjs";
import { makeProject } from "../harness/project.mjs";

const HOUR = 60 * 60 * 1000;

let project;
let program;
let names;
let emulator;
before(async () => {
  project = makeProject(new URL("../package/fixtures", import.meta.url));
  program = await startEmulator(project.dir, ["--control", "--quiet"]);
  const load = createRequire(join(project.dir, "package.json"));
  names = { ...load("acs-rooms"), ...load("acs-rooms/emulator"), ...load("acs-rooms/identity") };
  emulator = names.connectEmulator(program.connectionString);
});
after(async () => {
  await program?.stop();
  project?.remove();
});

const clientOf = (connectionString) => new names.RoomsClient(connectionString, { retryOptions: { retryDelayInMs: 1 } });
const rooms = () => clientOf(program.connectionString);

test("faults, requests, time and state", async () => {
  await emulator.injectFault({ kind: "status", status: 503, count: 1 });
  assert.equal((await emulator.status()).faults[0].status, 503);
  const { id } = await rooms().createRoom({ validUntil: new Date(Date.now() + HOUR) });
  assert.deepEqual((await emulator.requests()).map(({ status }) => status), [503, 201]);
  await emulator.injectFault({ kind: "status", count: "always" });
  await emulator.clearFaults();
  await emulator.clearRequests();
  const state = await emulator.exportState();
  await emulator.advanceTime(30 * HOUR);
  assert.deepEqual(await emulator.status(), { advancedInMs: 30 * HOUR, faults: [] });
  await assert.rejects(rooms().getRoom(id), { statusCode: 404 });
  await emulator.importState(state);
  assert.equal((await rooms().getRoom(id)).id, id);
  assert.equal((await emulator.requests()).length, 2);
  await emulator.reset();
  await assert.rejects(rooms().getRoom(id), { statusCode: 404 });
});

test("users, and who can join", async () => {
  const identity = new names.CommunicationIdentityClient(program.connectionString);
  const { user, token } = await identity.createUserAndToken(["voip.join"]);
  assert.equal((await emulator.users()).length, 1);
  const { id } = await rooms().createRoom({ participants: [{ id: user, role: "Presenter" }] });
  const verdict = await emulator.join({ roomId: id, token });
  assert.deepEqual([verdict.joinable, verdict.role], [true, "Presenter"]);
  await assert.rejects(emulator.join({ roomId: id }), /token/);
  await emulator.reset();
});

test("a new key", async () => {
  const fresh = await emulator.regenerateKey("secondary");
  assert.ok((await clientOf(fresh).createRoom()).id);
  await emulator.reset();
});

test("what is wrong is told in the emulator's words", async () => {
  await assert.rejects(emulator.injectFault({ kind: "status", status: 200 }), /status must be a whole number from 400 to 599/);
  await assert.rejects(emulator.advanceTime(-1), /advanceInMs/);
  await assert.rejects(emulator.regenerateKey("third"), /"primary" or "secondary"/);
  await assert.rejects(emulator.importState("x"), /first line must be/);
});

test("who is not there, or is no emulator, is named", async () => {
  for (const wrong of ["", "127.0.0.1", undefined, "endpoint=;accesskey=x"]) assert.throws(() => names.connectEmulator(wrong), /^TypeError: endpoint must be the address/);
  const nobody = `http://127.0.0.1:${await freePort()}`;
  await assert.rejects(names.connectEmulator(nobody).status(), new RegExp(`no emulator answers at ${nobody}/: start it with`));
  const other = createServer((_, response) => response.writeHead(404).end("<html>"));
  await new Promise((resolve) => other.listen(0, "127.0.0.1", resolve));
  await assert.rejects(names.connectEmulator(`http://127.0.0.1:${other.address().port}`).reset(), /is no emulator/);
  other.close();
  const closed = await startEmulator(project.dir);
  await assert.rejects(names.connectEmulator(closed.connectionString).requests(), /--control/);
  await closed.stop();
});

test("the page's program", async () => {
  writeFileSync(join(project.dir, "remote.mjs"), programsOf("emulator.md").withWords("connectEmulator"));
  const { stdout } = await promisify(execFile)(process.execPath, ["remote.mjs"], { cwd: project.dir, env: { ...process.env, ACS_CONNECTION_STRING: program.connectionString } });
  assert.match(stdout, /^2 \d+\n$/);
});
