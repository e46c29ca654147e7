// An example as its reader has it: a copy of its folder, installed, with the packed tarball as `acs-rooms`.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { npm, pack } from "./project.mjs";
import { quiet } from "./quiet.mjs";

const examples = fileURLToPath(new URL("../../examples", import.meta.url));
const copies = fileURLToPath(new URL("../../target/examples", import.meta.url));

/**
 * Copies an example to `target/examples` and installs it. What its lock file names stays there from run to run;
 * the example and the package are put there anew.
 * @param tools - false leaves its `devDependencies` out, for those whose tool the tests have already
 * @returns the folder of the copy
 */
export function installExample(name, { tools = true } = {}) {
  const dir = join(copies, name);
  mkdirSync(dir, { recursive: true });
  for (const entry of readdirSync(dir)) {
    if (entry !== "node_modules") rmSync(join(dir, entry), { recursive: true, force: true });
  }
  const modules = join(dir, "node_modules");
  rmSync(join(modules, "acs-rooms"), { recursive: true, force: true });
  if (tools && !existsSync(modules)) console.log(`installing the npm packages of examples/${name}`);
  cpSync(join(examples, name), dir, { recursive: true, filter: (path) => !path.endsWith("node_modules") });
  if (!tools) {
    const { devDependencies, ...manifest } = manifestOf(name);
    writeFileSync(join(dir, "package.json"), JSON.stringify(manifest, undefined, 2));
  }
  const packed = mkdtempSync(join(tmpdir(), "acs-rooms-"));
  try {
    // The registry is asked only for what the lock file names and is not there yet.
    npm(["install", tools ? "--prefer-offline" : "--offline", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", pack(packed)], dir);
  } finally {
    rmSync(packed, { recursive: true, force: true });
  }
  return dir;
}

/** Runs a program of an example to its end; resolves to what it printed, rejects with that when it fails. */
export async function run(dir, program, args, variables = {}) {
  try {
    return await promisify(execFile)(program, args, { cwd: dir, env: quiet(variables), timeout: 180_000 });
  } catch (error) {
    error.message += `\n${error.stdout}`;
    throw error;
  }
}

/** The example must ask for the very version of a tool that the tests run it with. */
export function sameVersion(name, tool) {
  const { version } = createRequire(import.meta.url)(`${tool}/package.json`);
  assert.equal(manifestOf(name).devDependencies[tool], version, tool);
}

const manifestOf = (name) => JSON.parse(readFileSync(join(examples, name, "package.json"), "utf8"));
