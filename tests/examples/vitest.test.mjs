// examples/vitest: its own tests, which pass, and which fail when the class is wrong.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { installExample, run } from "../harness/example.mjs";

const TESTS = 7;

let dir;
before(() => {
  dir = installExample("vitest");
});

test("the types are right", () => run(dir, "npm", ["run", "--silent", "check"]));

test("its tests pass", async () => {
  const { stdout } = await run(dir, "npm", ["test", "--silent"]);
  assert.equal(Number(/Tests\s+(\d+) passed \(\1\)/.exec(stdout)?.[1]), TESTS, stdout);
});

test("its tests find what is wrong in the class", async () => {
  const file = join(dir, "src/meetings.ts");
  const code = readFileSync(file, "utf8");
  let wrong = code;
  // One mistake for each test but the one that is about the client's own repetitions.
  for (const [right, mistake] of [
    ["from.getTime() - EARLY", "from.getTime()"],
    ['role: "Presenter"', 'role: "Attendee"'],
    ["{ validFrom, validUntil: new Date(", "{ validFrom: new Date(validFrom.getTime() + 1), validUntil: new Date("],
    ["error.retryAfterInMs !== undefined", "false"],
    ["error.statusCode === 404", "false"],
    ["validUntil: until,", "validUntil: Number.isNaN(until.getTime()) ? undefined : until,"],
  ]) {
    assert.ok(wrong.includes(right), right);
    wrong = wrong.replace(right, mistake);
  }
  writeFileSync(file, wrong);
  await assert.rejects(run(dir, "npm", ["test", "--silent"]), ({ stdout }) => /Tests\s+6 failed \| 1 passed/.test(stdout) || assert.fail(stdout));
});
