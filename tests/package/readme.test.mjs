// The JavaScript of the README, run as a reader would run it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { startEmulator } from "../harness/emulator.mjs";
import { built, makeProject } from "../harness/project.mjs";

const readme = readFileSync(join(built, "README.md"), "utf8");
const blocks = [...readme.matchAll(/^```js\n(.*?)^```/gms)].map((match) => match[1]);

let project;
let emulator;

before(async () => {
  project = makeProject(new URL("./fixtures", import.meta.url));
  emulator = await startEmulator(project.dir);
});
after(async () => {
  await emulator?.stop();
  project?.remove();
});

test("the README has JavaScript", () => assert.ok(blocks.length >= 2, `${blocks.length} blocks`));

for (const [n, block] of blocks.entries()) {
  test(`block ${n + 1}: ${block.split("\n").find((line) => line.includes("new ")) ?? block.split("\n")[0]}`, async () => {
    const file = `readme-${n}.mjs`;
    // The reader puts an id of their own there.
    const code = block.replaceAll("<resource>_<user>", "11111111-2222-4333-8444-555555555555_66666666-7777-4888-9999-000000000001");
    writeFileSync(join(project.dir, file), code);
    const env = { ...process.env, ACS_CONNECTION_STRING: emulator.connectionString };
    await promisify(execFile)(process.execPath, [file], { cwd: project.dir, env, timeout: 20_000 });
  });
}
