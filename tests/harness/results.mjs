// Results of a script, turned into tests of Node's runner.

import assert from "node:assert/strict";

/** One subtest for each case of the script; fails if one was left out. */
export async function report(t, script, results) {
  assert.ok(Array.isArray(results), `the script returned ${JSON.stringify(results)}`);
  for (const { name, error } of results) {
    await t.test(name, () => assert.equal(error, null));
  }
  assert.deepEqual(results.map((result) => result.name), Object.keys(script));
}
