// What a Worker uploads. The suite `packaging` runs the package in workerd.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { makeProject } from "../harness/project.mjs";
import { bundle } from "../harness/wrangler.mjs";
import { packageWasm, withoutPayload } from "./payload.mjs";

let project;
before(() => {
  project = makeProject(new URL("./fixtures", import.meta.url));
});
after(() => project?.remove());

test("an upload has exactly one wasm, that of the package, and no copy of it in the script", () => {
  bundle(project.dir, "worker-client.js", "upload");
  const files = readdirSync(join(project.dir, "upload"));
  const modules = files.filter((file) => file.endsWith(".wasm"));
  assert.equal(modules.length, 1, files.join(" "));
  assert.deepEqual(readFileSync(join(project.dir, "upload", modules[0])), packageWasm(project.dir));
  const text = readFileSync(join(project.dir, "upload/worker-client.js"), "utf8");
  withoutPayload(text, project.dir);
  assert.ok(text.length < 200_000, `the script has ${text.length} bytes`);
});
