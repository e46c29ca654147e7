// docs/testing.md: its blocks, one after the other, are one file of tests, and Vitest runs it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { makeProject } from "../harness/project.mjs";
import { quiet } from "../harness/quiet.mjs";

const page = readFileSync(new URL("../../docs/testing.md", import.meta.url), "utf8");
const code = [...page.matchAll(/^```js\n(.*?)^```/gms)].map((match) => match[1]).join("\n");
const TESTS = code.match(/^ *test\(/gm).length;

let project;
before(() => {
  project = makeProject(new URL("./projects/vitest", import.meta.url));
});
after(() => project?.remove());

test("the page's tests pass", () => {
  assert.ok(TESTS >= 10, `${TESTS} tests on the page`);
  // Until Node 22 the page's own words: count in a `for await`.
  const fromAsync = "Array.fromAsync ??= async (list) => { const all = []; for await (const one of list) all.push(one); return all; };\n";
  writeFileSync(join(project.dir, "page.test.js"), fromAsync + code);
  const vitest = fileURLToPath(new URL("./node_modules/.bin/vitest", import.meta.url));
  // The page imports from "vitest", which the project has not installed.
  const config = `export default { resolve: { alias: { vitest: ${JSON.stringify(fileURLToPath(new URL("./node_modules/vitest/dist/index.js", import.meta.url)))} } } };`;
  writeFileSync(join(project.dir, "vitest.config.js"), config);
  const result = spawnSync(vitest, ["run", "--no-cache", "--reporter=default", "page.test.js"], { cwd: project.dir, env: quiet(), encoding: "utf8", timeout: 120_000 });
  const output = `${result.stdout}\n${result.stderr}`;
  assert.equal(result.status, 0, output);
  assert.equal(Number(/Tests\s+(\d+) passed \(\1\)/.exec(output)?.[1]), TESTS, output);
});
