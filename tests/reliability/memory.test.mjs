// Linear memory of the client's wasm over many calls and many clients. Prints the figures.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const script = fileURLToPath(new URL("memory.mjs", import.meta.url));

/** Each case has a process, and so an instance, of its own. */
async function measured(name) {
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", script, name], { timeout: 120_000 });
  const sizes = JSON.parse(stdout);
  console.log(`${name}: KiB of linear memory ${sizes.linearKiB.join(" ")}; slots of the references ${sizes.slots.join(" ")}`);
  assert.ok(sizes.linearKiB.length >= 3, stdout);
  return sizes;
}

const flat = [
  "one client, calls without options",
  "one client, calls with a signal and a limit",
  "one client, calls that are refused",
  "one client, calls that get no answer",
  "one client, bad arguments",
  "one client, 350 participants",
  "clients that are freed",
  "clients that are left to the collector",
  "lists",
];
for (const name of flat) {
  test(`flat: ${name}`, async () => {
    const { linearKiB, slots } = await measured(name);
    // The first part fills the allocator's lists and the references.
    assert.equal(linearKiB.at(-1), linearKiB[1], `linear memory grew: ${linearKiB}`);
    assert.equal(slots.at(-1), slots[1], `the references grew: ${slots}`);
  });
}

test("the measure sees growth: clients that are kept", async () => {
  const { linearKiB, slots } = await measured("clients that are kept");
  assert.ok(linearKiB.at(-1) > linearKiB[1], `no growth: ${linearKiB}`);
  assert.ok(slots.at(-1) > slots[1], `no growth: ${slots}`);
});
