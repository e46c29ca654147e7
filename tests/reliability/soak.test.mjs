// A short soak; `cargo xtask soak` runs the long one.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

test("ten seconds of concurrent operations with faults: no write is lost or doubled", () => {
  const script = fileURLToPath(new URL("soak.mjs", import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--expose-gc", script, "--minutes", "0.167"], { encoding: "utf8", timeout: 60_000 });
  console.log(stdout);
  assert.equal(status, 0, stderr);
});
