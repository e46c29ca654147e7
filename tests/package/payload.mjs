// A script that has its wasm beside it must not have a copy inside.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const file = (dir, name) => readFileSync(join(dir, "node_modules/acs-rooms/dist", name));

/** The client's wasm as the project in `dir` has it. */
export const packageWasm = (dir) => file(dir, "client.wasm");

/** How often the text carries the wasm as the package writes it into scripts. */
export function copiesIn(text, dir) {
  const [, letters] = /const text = "([^"]{20000,})"/.exec(file(dir, "client-bytes.js"));
  return text.split(letters.slice(10_000, 10_100)).length - 1;
}

// No code and no sentence is as long without a quotation mark.
const ENCODED = /[^"'`\n]{5000}/;

/** Fails if the text contains the wasm in letters, hex or base64, or anything that is as long without a break. */
export function withoutPayload(text, dir) {
  assert.equal(copiesIn(text, dir), 0, "the wasm in the script");
  // The middle, at a distance that base64 encodes to whole letters; every module begins in the same way.
  const part = packageWasm(dir).subarray(3000, 3060);
  for (const encoding of ["hex", "base64"]) assert.ok(!text.includes(part.toString(encoding)), `${encoding} of the wasm in the script`);
  assert.doesNotMatch(text, ENCODED);
}
