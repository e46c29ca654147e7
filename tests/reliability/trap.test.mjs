// After a trap of the wasm, which is what a panic is: the next client works.
//
// The code forbids panics by lint, so the trap is forced from outside, on the published wasm: no memory is left.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const script = fileURLToPath(new URL("trap.mjs", import.meta.url));
const after = { before: "fulfilled", "the same client": "fulfilled", "the next client": "fulfilled", "a call that was in flight": "fulfilled" };

async function run(where) {
  const { stdout } = await promisify(execFile)(process.execPath, [script, where], { timeout: 60_000 });
  return JSON.parse(stdout);
}

test("a trap in a call's arguments is thrown at the caller", async () => {
  assert.deepEqual(await run("in a call's arguments"), { ...after, trap: "RuntimeError", uncaught: [] });
});

test("a trap while an answer is read rejects that call, and everybody else goes on", async () => {
  assert.deepEqual(await run("in an answer"), { ...after, trap: "RuntimeError", uncaught: [] });
});
