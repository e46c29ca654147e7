// A script that has its wasm beside it must not have a copy inside.

import assert from "node:assert/strict";

const ENCODED = /[0-9a-zA-Z+/=]{1000}/;

/** Fails if the text contains the wasm as hex or base64, or anything that is as long without a break. */
export function withoutPayload(text, wasm) {
  // The middle, at a distance that base64 encodes to whole letters; every module begins in the same way.
  const part = wasm.subarray(3000, 3060);
  for (const encoding of ["hex", "base64"]) assert.ok(!text.includes(part.toString(encoding)), `${encoding} of the wasm in the script`);
  assert.doesNotMatch(text, ENCODED);
}
