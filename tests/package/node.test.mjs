// The tarball in Node, besides what the suite `packaging` runs everywhere.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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

/** What a copy of the package does after a change to it: the ids of the rooms that a program makes. */
async function changed(t, change) {
  const home = join(project.dir, `changed-${t.name.replaceAll(/\W+/g, "-")}`);
  t.after(() => rmSync(home, { recursive: true }));
  cpSync(join(project.dir, "node_modules/acs-rooms"), join(home, "node_modules/acs-rooms"), { recursive: true });
  cpSync(join(project.dir, "two-rooms.mjs"), join(home, "two-rooms.mjs"));
  change(join(home, "node_modules/acs-rooms/dist"));
  const { stdout } = await promisify(execFile)(process.execPath, ["two-rooms.mjs"], { cwd: home });
  return stdout.trim();
}

const WASM = ["client.wasm", "emulator.wasm"];
const ROOMS = /^\d{16,18},\d{16,18}$/;

test("the wasm comes from the file", async (t) => {
  // Whoever decodes the letters would fail.
  const rooms = await changed(t, (dist) => {
    for (const name of ["letters.js", "client-bytes.cjs", "emulator-bytes.cjs"]) {
      writeFileSync(join(dist, name), name.endsWith("cjs") ? "throw new Error()" : "export const bytesOf = () => { throw new Error(); };");
    }
  });
  assert.match(rooms, ROOMS);
});

test("the wasm comes from the letters when the file is not there", async (t) => {
  assert.match(await changed(t, (dist) => WASM.forEach((name) => rmSync(join(dist, name)))), ROOMS);
});

test("the wasm comes from the letters when the file is another one", async (t) => {
  // A module that compiles, and lacks everything.
  const empty = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  assert.match(await changed(t, (dist) => WASM.forEach((name) => writeFileSync(join(dist, name), empty))), ROOMS);
});
