// Runs the files that are named, or all tests of this folder, with the packed tarball installed beside them, so that
// `import "acs-rooms"` is what a user gets.
//
//   node tests/reliability/run.mjs [file…]        tests, with Node's runner
//   node tests/reliability/run.mjs --soak [args]  the soak alone

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeProject } from "../harness/project.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const modules = join(here, "node_modules");
const [first, ...rest] = process.argv.slice(2);

const project = makeProject(new URL("./fixtures", import.meta.url));
rmSync(modules, { recursive: true, force: true });
for (const name of ["acs-rooms", ".bin"]) {
  mkdirSync(modules, { recursive: true });
  symlinkSync(join(project.dir, "node_modules", name), join(modules, name));
}
try {
  const child = spawn(process.execPath, first === "--soak" ? ["--expose-gc", join(here, "soak.mjs"), ...rest] : tests(), {
    stdio: "inherit",
    env: { ...process.env, PROJECT: project.dir },
  });
  const [code, signal] = await once(child, "exit");
  process.exitCode = signal ? 1 : code;
} finally {
  rmSync(modules, { recursive: true, force: true });
  project.remove();
}

/** Arguments of Node: its runner, and the files. Each file starts an emulator of its own. */
function tests() {
  const all = readdirSync(here).filter((file) => file.endsWith(".test.mjs"));
  const named = first === undefined ? all : [first, ...rest];
  return ["--test", "--test-reporter=spec", "--test-concurrency=2", ...named.map((file) => join(here, file))];
}
