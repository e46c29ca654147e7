// The official JavaScript client and ours run the same scripts against the emulator over HTTP.

import { execFile } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { official } from "../cases/official.mjs";
import { script } from "../cases/script.mjs";
import { startEmulator } from "../harness/emulator.mjs";
import { makeProject } from "../harness/project.mjs";
import { report } from "../harness/results.mjs";

const scripts = { script, official };

let project;
let emulator;

before(async () => {
  project = makeProject(new URL("./fixtures", import.meta.url));
  const azure = fileURLToPath(new URL("../node_modules/@azure", import.meta.url));
  symlinkSync(azure, join(project.dir, "node_modules/@azure"));
  emulator = await startEmulator(project.dir);
});
after(async () => {
  await emulator?.stop();
  project?.remove();
});

for (const packageName of ["@azure/communication-rooms", "acs-rooms"]) {
  for (const [name, cases] of Object.entries(scripts)) {
    test(`${packageName}: ${name}`, async (t) => {
      const args = ["run.mjs", packageName, name, emulator.connectionString];
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project.dir, maxBuffer: 1 << 24 });
      await report(t, cases, JSON.parse(stdout));
    });
  }
}
