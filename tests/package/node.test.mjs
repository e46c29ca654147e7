// The tarball in Node, besides what the suite `packaging` runs everywhere.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { startEmulator } from "../harness/emulator.mjs";
import { makeProject } from "../harness/project.mjs";
import { script } from "../cases/script.mjs";
import { report } from "../harness/results.mjs";

let project;

before(() => {
  project = makeProject(new URL("./fixtures", import.meta.url));
});
after(() => project?.remove());

/** Runs a fixture in a process of its own and reads the JSON that it prints. */
async function fixture(...args) {
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project.dir, maxBuffer: 1 << 24 });
  return JSON.parse(stdout);
}

test("acs-rooms/slim, after a load that failed", async (t) => report(t, script, await fixture("node-slim.mjs")));

test("import and require give one instance", async () => {
  const { compared, differing } = await fixture("one-instance.mjs");
  assert.ok(compared >= 10, `${compared} names were compared`);
  assert.deepEqual(differing, []);
});

test("usable in the first statement after the import", async () => {
  assert.deepEqual(await fixture("synchronous.mjs"), { kind: "communicationUser" });
});

test("the emulator's program stops when asked to", async () => {
  const emulator = await startEmulator(project.dir);
  const [code, signal] = await emulator.stop();
  assert.deepEqual([code, signal], [0, null]);
});
