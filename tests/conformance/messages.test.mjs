// The messages to the mistakes of a first hour, of both packages: ours tell at least what theirs tell.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startEmulator } from "../harness/emulator.mjs";
import { makeProject } from "../harness/project.mjs";
import { quiet } from "../harness/quiet.mjs";

/**
 * By mistake what ours must say. `keeps` is what theirs says and ours must say too: a service's text, word for word, or the
 * words that name what is wrong.
 */
const ROWS = {
  "wrong key": { says: [/Signature does not match/, /did not take the access key: is it of this resource/, /\(GET \/rooms\/\d+\)$/], keeps: "all" },
  "key cut short": { says: [/^accesskey is not base64: copy the whole key/] },
  "wrong endpoint name": { says: [/https:\/\/contosso\.invalid in 1 attempt/, /is the name of the resource right\?/], keeps: /getaddrinfo \w+ contosso\.invalid/ },
  "endpoint http:": { says: [/^endpoint uses http:.*use https:/], keeps: /allowInsecureConnection/ },
  "endpoint alone as connection string": { says: [/^connectionString is an endpoint, which needs a credential/] },
  undefined: { says: [/^connectionString is undefined: is the environment variable or secret set\?$/] },
  "clock 2 h off": { value: "succeeds" },
  "Teams user": { says: [/participants\[0\] is of kind microsoftTeamsUser; the service takes communicationUser/] },
  "phone number": { says: [/participants\[0\] is of kind phoneNumber; the service takes communicationUser/] },
  "participants as strings": { says: [/^participants\[0\] must be an object with an id, as in/] },
  "id as string": { says: [/^participants\[0\]\.id must be an identifier/, /communicationUserId/] },
  'role "presenter"': { says: [/^participants\[0\]\.role must be "Presenter", "Attendee"/] },
  "room id: a digit": { says: [/\(GET \/rooms\/99445276259151407\)$/], keeps: "all" },
  "room id: a letter": { says: [/\(GET \/rooms\/9944527625915140O\)$/], keeps: "all" },
  "room id: short": { says: [/\(GET \/rooms\/99445\)$/], keeps: "all" },
  "181 days": { says: [/\(ValidUntil: .*180 days/i, /\(POST \/rooms\)$/], keeps: "all" },
  "no zone": { says: [/^validFrom has no offset from UTC: write 2025-04-01T09:00:00Z or .*or give a Date$/] },
  "invalid Date": { says: [/^validFrom is not a valid time/] },
  "only one date in update": { says: [/^validFrom is missing: the service changes validFrom and validUntil only together$/] },
};

let project;
let emulator;
let told;
before(async () => {
  project = makeProject(new URL("./fixtures", import.meta.url));
  symlinkSync(fileURLToPath(new URL("../node_modules/@azure", import.meta.url)), join(project.dir, "node_modules/@azure"));
  emulator = await startEmulator(project.dir);
  const run = async (packageName) => {
    const args = ["messages.mjs", packageName, emulator.connectionString];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project.dir, env: quiet(), timeout: 120_000 });
    return JSON.parse(stdout);
  };
  told = { official: await run("@azure/communication-rooms"), ours: await run("acs-rooms") };
});
after(async () => {
  await emulator?.stop();
  project?.remove();
});

test("every mistake has a row", () => {
  assert.deepEqual(Object.keys(told.ours), Object.keys(ROWS));
  assert.deepEqual(Object.keys(told.official), Object.keys(ROWS));
});

for (const [name, { says = [], keeps, value }] of Object.entries(ROWS)) {
  test(name, (t) => {
    const [ours, theirs] = [told.ours[name], told.official[name]];
    t.diagnostic(`ours: ${ours.message ?? ours.value} | theirs: ${theirs.message ?? theirs.value}`);
    assert.equal(ours.value, value);
    for (const words of says) assert.match(ours.message, words);
    if (keeps === "all") assert.ok(ours.message.startsWith(theirs.message), theirs.message);
    else if (keeps) {
      const [kept] = keeps.exec(theirs.message) ?? [];
      assert.ok(kept && ours.message.includes(kept), `${keeps} in ${theirs.message}`);
    }
  });
}
