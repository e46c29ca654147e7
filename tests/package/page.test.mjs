// The tarball in Chromium: as bare modules, and through Vite's build and development server.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build, createServer } from "vite";
import { launch, outcomeOf, serve } from "../harness/browser.mjs";
import { makeProject } from "../harness/project.mjs";
import { script } from "../cases/script.mjs";
import { report } from "../harness/results.mjs";

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

/** Opens the page, which must be free of trouble, and reports the script's results. */
async function run(t, url) {
  const { outcome, troubles } = await outcomeOf(browser, url);
  assert.deepEqual(troubles, []);
  await report(t, script, outcome);
}

/** An import map, as a page without a bundler needs it: the `default` condition of the package's exports. */
function importMap() {
  const { exports } = JSON.parse(readFileSync(join(project.dir, "node_modules/acs-rooms/package.json"), "utf8"));
  const url = (entry) => `/node_modules/acs-rooms/${exports[entry].default.default.slice(2)}`;
  return JSON.stringify({ imports: { "acs-rooms": url("."), "acs-rooms/emulator": url("./emulator") } });
}

test("bare module scripts under a strict policy", async (t) => {
  const html = `<!doctype html><title>bare</title><link rel="icon" href="data:,">
    <script type="importmap" nonce="map">${importMap()}</script><script type="module" src="/page.js"></script>`;
  writeFileSync(join(project.dir, "bare.html"), html);
  await run(t, `${server.origin}/bare.html`);
});

async function viteBuild(page, outDir) {
  await build({
    root: project.dir,
    base: "./",
    configFile: false,
    logLevel: "error",
    build: { outDir, emptyOutDir: true, target: "esnext", modulePreload: false, rollupOptions: { input: join(project.dir, page) } },
  });
  return readdirSync(join(project.dir, outDir, "assets"));
}

test("Vite build: everything is in the script", async (t) => {
  const assets = await viteBuild("vite.html", "out");
  assert.deepEqual(assets.filter((file) => !file.endsWith(".js")), []);
  await run(t, `${server.origin}/out/vite.html`);
});

test("Vite build with acs-rooms/slim: exactly one wasm", async (t) => {
  const assets = await viteBuild("vite-slim.html", "out-slim");
  assert.equal(assets.filter((file) => file.endsWith(".wasm")).length, 1);
  await run(t, `${server.origin}/out-slim/vite-slim.html`);
});

test("Vite development server", async (t) => {
  const server = createHttpServer();
  const vite = await createServer({
    root: project.dir,
    configFile: false,
    logLevel: "error",
    server: { middlewareMode: true, hmr: { server } },
  });
  server.on("request", vite.middlewares);
  try {
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    await run(t, `http://127.0.0.1:${server.address().port}/vite.html`);
  } finally {
    await vite.close();
    server.close();
  }
});
