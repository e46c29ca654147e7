// The tarball in workerd, bundled and served by wrangler, with and without Node's compatibility.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startEmulator } from "../harness/emulator.mjs";
import { makeProject } from "../harness/project.mjs";
import { script } from "../cases/script.mjs";
import { report } from "../harness/results.mjs";
import { bundle, dev } from "../harness/wrangler.mjs";

let project;
let emulator;

before(async () => {
  project = makeProject(new URL("./fixtures", import.meta.url));
  emulator = await startEmulator(project.dir);
});
after(async () => {
  await emulator?.stop();
  project?.remove();
});

test("an upload has exactly one wasm, and no copy of it in the script", () => {
  bundle(project.dir, "worker-client.js", "upload");
  const files = readdirSync(join(project.dir, "upload"));
  assert.equal(files.filter((file) => file.endsWith(".wasm")).length, 1, files.join(" "));
  const text = readFileSync(join(project.dir, "upload/worker-client.js"), "utf8");
  assert.ok(!/[0-9a-f]{2000}/.test(text), "hex in the script");
  assert.ok(text.length < 200_000, `the script has ${text.length} bytes`);
});

for (const flags of [[], ["nodejs_compat"]]) {
  test(["workerd", ...flags].join(" with "), async (t) => {
    const worker = await dev(project.dir, "worker.js", { CONNECTION_STRING: emulator.connectionString }, flags);
    const json = async (path) => {
      const response = await fetch(worker.origin + path);
      assert.equal(response.status, 200, `${await response.clone().text()}\n${worker.log()}`);
      return response.json();
    };
    try {
      await t.test("emulator in the worker", async (t) => report(t, script, await json("/")));
      await t.test("emulator over HTTP", async (t) => report(t, script, await json("/over-http")));
      await t.test("one client for many requests at once", async () => {
        const rooms = await Promise.all(Array.from({ length: 100 }, () => json("/shared-client")));
        assert.equal(new Set(rooms.map((room) => room.id)).size, 100);
      });
    } finally {
      await worker.stop();
    }
  });
}
