// The wasm as a file of its own in a page, built by Vite. The suite `packaging` runs the package in pages as it is.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "vite";
import { launch, outcomeOf, serve } from "../harness/browser.mjs";
import { makeProject } from "../harness/project.mjs";
import { script } from "../cases/script.mjs";
import { report } from "../harness/results.mjs";
import { copiesIn, packageWasm, withoutPayload } from "./payload.mjs";

let project;
let server;
let browser;

before(async () => {
  project = makeProject(new URL("./fixtures", import.meta.url));
  server = await serve(project.dir);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
  project?.remove();
});

/** Builds the page and returns its scripts and wasm files. */
async function viteBuild(page, outDir) {
  await build({
    root: project.dir,
    base: "./",
    configFile: false,
    logLevel: "error",
    build: { outDir, emptyOutDir: true, target: "esnext", modulePreload: false, rollupOptions: { input: join(project.dir, page) } },
  });
  const assets = readdirSync(join(project.dir, outDir, "assets"));
  const ending = (end) => assets.filter((file) => file.endsWith(end)).map((file) => readFileSync(join(project.dir, outDir, "assets", file)));
  return { scripts: ending(".js"), wasms: ending(".wasm") };
}

test("acs-rooms/slim and ?url: exactly one wasm, that of the package, and no copy of it in a script", async () => {
  const { scripts, wasms } = await viteBuild("vite-slim-client.html", "out-slim-client");
  assert.deepEqual(wasms, [packageWasm(project.dir)]);
  assert.ok(scripts.length > 0);
  for (const text of scripts) withoutPayload(text.toString(), project.dir);
});

test("acs-rooms: the bytes are in the script, once, and there is no wasm", async () => {
  const { scripts, wasms } = await viteBuild("vite-client.html", "out-client");
  assert.deepEqual(wasms, []);
  const text = scripts.join("\n");
  assert.throws(() => withoutPayload(text, project.dir), "the check finds the bytes");
  assert.equal(copiesIn(text, project.dir), 1);
});

test("acs-rooms/slim runs under a strict policy", async (t) => {
  const { wasms } = await viteBuild("vite-slim.html", "out-slim");
  assert.equal(wasms.length, 1);
  const { outcome, troubles } = await outcomeOf(browser, `${server.origin}/out-slim/vite-slim.html`);
  assert.deepEqual(troubles, []);
  await report(t, script, outcome);
});
