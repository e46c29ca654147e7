// The official JavaScript client of the Identity API and ours run the same scripts against the emulator over HTTP, and official
// credential classes read its tokens.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { AzureCommunicationTokenCredential } from "@azure/communication-common";
import { CommunicationIdentityClient } from "@azure/communication-identity";
import { RoomsClient } from "@azure/communication-rooms";
import { identity, identityValues } from "../cases/identity.mjs";
import { startControlledEmulator } from "../harness/control.mjs";
import { makeProject } from "../harness/project.mjs";
import { report } from "../harness/results.mjs";

const options = { allowInsecureConnection: true };
const HOUR = 3_600_000;

let project;
let emulator;

before(async () => {
  project = makeProject(new URL("./fixtures", import.meta.url));
  const azure = fileURLToPath(new URL("../node_modules/@azure", import.meta.url));
  symlinkSync(azure, join(project.dir, "node_modules/@azure"));
  emulator = await startControlledEmulator(project.dir, ["--known-users-only"]);
});
after(async () => {
  await emulator?.stop();
  project?.remove();
});

const OFFICIAL = "@azure/communication-identity";
for (const [packageName, name, cases] of [
  [OFFICIAL, "identity", identity],
  ["acs-rooms/identity", "identity", identity],
  // Ours tells these before sending.
  [OFFICIAL, "identityValues", identityValues],
]) {
  test(`${packageName}: ${name}`, async (t) => {
    const args = ["run.mjs", packageName, name, emulator.connectionString, "identity"];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project.dir, maxBuffer: 1 << 24 });
    await report(t, cases, JSON.parse(stdout));
  });
}

test("from nothing to joined, with the official packages alone", async () => {
  const identities = new CommunicationIdentityClient(emulator.connectionString, options);
  const rooms = new RoomsClient(emulator.connectionString, options);
  const { user, token } = await identities.createUserAndToken(["voip.join"]);
  const credential = new AzureCommunicationTokenCredential(token);
  assert.equal((await credential.getToken()).token, token, "the credential class reads the token");
  const validFrom = new Date(Date.now() + HOUR);
  const room = await rooms.createRoom({ validFrom, participants: [{ id: user, role: "Presenter" }] });
  const early = await emulator.join({ roomId: room.id, token });
  assert.deepEqual(early.reasons.map(({ reason, at }) => [reason, Date.parse(at)]), [["tooEarly", validFrom.getTime()]]);
  await emulator.advanceTime(HOUR);
  const { joinable, role, userId, reasons } = await emulator.join({ roomId: room.id, token });
  assert.deepEqual({ joinable, role, userId, reasons }, { joinable: true, role: "Presenter", userId: user.communicationUserId, reasons: [] });
  await identities.revokeTokens(user);
  assert.deepEqual((await emulator.join({ roomId: room.id, token })).reasons.map(({ reason }) => reason), ["tokenRevoked"]);
  await identities.deleteUser(user);
  await assert.rejects(rooms.createRoom({ participants: [{ id: user }] }), /was not made by this emulator, or was deleted/);
});
