// Bundlers: what they make is executed, in a page of Chromium or in Node.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, start } from "../../harness/process.mjs";
import { versionOf } from "../project.mjs";
import { BUNDLERS, openChromium, resultsAt, resultsOfPage } from "./browsers.mjs";
import { placed } from "./places.mjs";
import { execute } from "./runtimes.mjs";

async function inChromium(use) {
  const browser = await openChromium();
  try {
    return await use(browser);
  } finally {
    await browser.close();
  }
}

/** The results of the script `dist/page.js` in a page. */
async function builtPage(place, type = "module") {
  const script = type === "module" ? '<script type="module" src="page.js">' : '<script defer src="page.js">';
  writeFileSync(join(place.dir, "dist/index.html"), `<!doctype html><title>built</title><link rel="icon" href="data:,">${script}</script>`);
  return inChromium((browser) => resultsOfPage(browser, place, "dist/"));
}

const inNode = (file, place) => execute(process.execPath, [file], place);

/** Vite's ways to run modules on a server: while developing, and built into one file. */
async function onServer(folder, program, place) {
  const dev = await execute(process.execPath, ["server-dev.mjs", folder], place);
  await run(process.execPath, [program, "build", "--ssr", "main.mjs", "--outDir", "server"], { cwd: place.dir });
  return [...placed("server dev: ", dev), ...placed("server build: ", await inNode("server/main.js", place))];
}

const viteRow = (name, folder) => ({
  name,
  fixtures: ["page", "program", "vite-server"],
  tools: BUNDLERS,
  needs: [BUNDLERS, "chromium"],
  places: ["dev: ", "build: ", "server dev: ", "server build: "],
  version: () => versionOf(BUNDLERS, folder),
  run: (place) => inChromium(async (browser) => {
    const program = `node_modules/${folder}/bin/vite.js`;
    const server = await start(process.execPath, [program, "--host", "127.0.0.1", "--port", "0"], { cwd: place.dir, ready: /(http:\/\/127\.0\.0\.1:\d+\/)/ });
    let dev;
    try {
      dev = await resultsAt(browser, server.found[1], place.connectionString);
    } finally {
      await server.stop();
    }
    await run(process.execPath, [program, "build", "--base", "./"], { cwd: place.dir });
    const built = await resultsOfPage(browser, place, "dist/");
    return [...placed("dev: ", dev), ...placed("build: ", built), ...(await onServer(folder, program, place))];
  }),
});

export const bundlers = [
  viteRow("vite-8", "vite"),
  viteRow("vite-6", "vite-6"),
  {
    name: "webpack",
    fixtures: ["page", "program", "webpack"],
    tools: BUNDLERS,
    needs: [BUNDLERS, "chromium"],
    places: ["page: ", "node: ", "node with wasm of its own: "],
    version: () => versionOf(BUNDLERS, "webpack"),
    async run(place) {
      const webpack = (...args) => run("node_modules/.bin/webpack", ["--mode", "production", "--output-path", "dist", ...args], { cwd: place.dir });
      await webpack("--entry", "./page.mjs", "--output-filename", "page.js");
      await webpack("--entry", "./main.mjs", "--target", "node", "--output-filename", "main.cjs");
      await webpack("--entry", "./main.mjs", "--target", "node", "--output-filename", "wasm.cjs", "--config", "wasm.config.mjs");
      return [
        ...placed("page: ", await builtPage(place, "classic")),
        ...placed("node: ", await inNode("dist/main.cjs", place)),
        ...placed("node with wasm of its own: ", await inNode("dist/wasm.cjs", place)),
      ];
    },
  },
  {
    name: "esbuild",
    fixtures: ["page", "program"],
    tools: BUNDLERS,
    needs: [BUNDLERS, "chromium"],
    places: ["page: ", "node import: ", "node require: ", "node, own conditions: "],
    version: () => versionOf(BUNDLERS, "esbuild"),
    async run(place) {
      const esbuild = (...args) => run("node_modules/.bin/esbuild", ["--bundle", "--minify", "--log-level=warning", ...args], { cwd: place.dir });
      await esbuild("page.mjs", "--format=esm", "--outfile=dist/page.js");
      await esbuild("main.mjs", "--platform=node", "--format=esm", "--outfile=dist/main.mjs");
      await esbuild("main.mjs", "--platform=node", "--format=cjs", "--outfile=dist/main.cjs");
      await esbuild("main.mjs", "--platform=node", "--format=esm", "--conditions=custom", "--outfile=dist/custom.mjs");
      return [
        ...placed("page: ", await builtPage(place)),
        ...placed("node import: ", await inNode("dist/main.mjs", place)),
        ...placed("node require: ", await inNode("dist/main.cjs", place)),
        ...placed("node, own conditions: ", await inNode("dist/custom.mjs", place)),
      ];
    },
  },
  {
    name: "rollup",
    fixtures: ["page", "program", "rollup"],
    tools: BUNDLERS,
    needs: [BUNDLERS, "chromium"],
    places: ["page: ", "node: "],
    version: () => versionOf(BUNDLERS, "rollup"),
    async run(place) {
      await run("node_modules/.bin/rollup", ["page.mjs", "--plugin", "node-resolve", "--format", "es", "--file", "dist/page.js", "--failAfterWarnings"], { cwd: place.dir });
      // Without the plugin for CommonJS.
      await run("node_modules/.bin/rollup", ["--config", "node.config.mjs", "--failAfterWarnings"], { cwd: place.dir });
      return [...placed("page: ", await builtPage(place)), ...placed("node: ", await inNode("dist/main.mjs", place))];
    },
  },
];
