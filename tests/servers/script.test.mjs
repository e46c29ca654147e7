// The script of docs/emulator.md that waits for the emulator, works with it, and ends it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { freePort, programsOf } from "../harness/docs.mjs";
import { makeProject } from "../harness/project.mjs";

const { all: scripts } = programsOf("emulator.md", "sh");
const PROGRAM = `import { RoomsClient } from "acs-rooms";
const { id } = await new RoomsClient(process.env.ACS_CONNECTION_STRING).createRoom();
console.log("room", id);`;

let project;

before(() => {
  project = makeProject(new URL("../package/fixtures", import.meta.url));
  writeFileSync(join(project.dir, "work.mjs"), PROGRAM);
});
after(() => project?.remove());

/** Runs it on a port, with a command in the place of the reader's own. */
function run(port, command) {
  assert.equal(scripts.length, 1);
  const script = scripts[0].replaceAll("7080", String(port)).replace("npm test", command);
  return new Promise((resolve) => {
    execFile("sh", ["-c", script], { cwd: project.dir, timeout: 120_000 }, (error, stdout, stderr) => resolve({ status: error?.code ?? (error ? -1 : 0), stdout, stderr }));
  });
}

/** Whether nobody listens there any more. */
async function isFree(port) {
  for (let n = 0; n < 100; n++) {
    const server = createServer();
    const error = await new Promise((resolve) => {
      server.once("error", resolve);
      server.listen(port, "127.0.0.1", resolve);
    });
    if (error === undefined) return new Promise((resolve) => server.close(() => resolve(true)));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

test("it waits, works, and leaves nothing on the port", async () => {
  const port = await freePort();
  const { status, stdout, stderr } = await run(port, "node work.mjs");
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^room \d+$/m);
  assert.ok(await isFree(port));
});

test("what fails in it is the script's exit code, and the emulator ends, too", async () => {
  const port = await freePort();
  assert.equal((await run(port, "exit 7")).status, 7);
  assert.ok(await isFree(port));
});

test("it ends when the emulator does not start", async () => {
  const taken = createServer((socket) => socket.destroy());
  await new Promise((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const script = await run(taken.address().port, "echo never");
  assert.notEqual(script.status, 0);
  assert.doesNotMatch(script.stdout, /never/);
  assert.match(script.stderr, /port \d+ of 127\.0\.0\.1 is in use/);
  taken.close();
});
