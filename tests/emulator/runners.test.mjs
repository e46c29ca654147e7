// The emulator as a library in other people's test runners: small projects that have the tarball installed.
// Cloudflare's workerd runs it in the suite `package`.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { makeProject } from "../harness/project.mjs";
import { quiet } from "../harness/quiet.mjs";
import { figure } from "./figures.mjs";

const CASES = 5;
const program = (name) => fileURLToPath(new URL(`./node_modules/.bin/${name}`, import.meta.url));

/** Program, arguments, and how it says that a number of tests passed and none was left out. */
const RUNNERS = {
  vitest: [["run", "--globals", "--no-cache", "--reporter=default"], /Tests\s+(\d+) passed \(\1\)/],
  jest: [["--ci", "--no-cache"], /Tests:\s+(\d+) passed, \1 total/],
  deno: [["test", "--no-lock", "--cached-only", "--node-modules-dir=manual", "--no-check"], /ok \| (\d+) passed \| 0 failed/],
  bun: [["test"], /(\d+) pass\n\s*0 fail/],
};

let project;
before(() => {
  project = makeProject(new URL("./projects", import.meta.url));
});
after(() => project?.remove());

for (const [name, [args, passed]] of Object.entries(RUNNERS)) {
  test(name, () => {
    const dir = join(project.dir, name);
    if (name === "jest") {
      const cases = readFileSync(join(project.dir, "runner-cases.mjs"), "utf8");
      writeFileSync(join(dir, "package.json"), '{"name":"project","private":true}');
      writeFileSync(join(dir, "cases.cjs"), cases.replace("export function cases", "module.exports = { cases };\nfunction cases"));
    }
    const begin = performance.now();
    const result = spawnSync(program(name), args, { cwd: dir, env: quiet(), encoding: "utf8", timeout: 60_000 });
    const output = `${result.stdout}\n${result.stderr}`;
    assert.equal(result.status, 0, output);
    assert.equal(Number(passed.exec(output)?.[1]), CASES, output);
    const own = /figure: (.*)/.exec(output);
    assert.ok(own, output);
    figure(`${name}: ${own[1]}; the whole run ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  });
}
