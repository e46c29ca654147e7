// The official JavaScript client of the Identity API, and its credential class, against the emulator over HTTP.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AzureCommunicationTokenCredential } from "@azure/communication-common";
import { CommunicationIdentityClient } from "@azure/communication-identity";
import { RoomsClient } from "@azure/communication-rooms";
import { runCases } from "../cases/check.mjs";
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
  emulator = await startControlledEmulator(project.dir, ["--known-users-only"]);
});
after(async () => {
  await emulator?.stop();
  project?.remove();
});

for (const [name, cases] of Object.entries({ identity, identityValues })) {
  test(`@azure/communication-identity: ${name}`, async (t) => {
    const { connectionString } = emulator;
    await report(t, cases, await runCases(cases, { Client: CommunicationIdentityClient, connectionString, options }));
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
