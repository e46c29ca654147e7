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

const viteRow = (name, folder) => ({
  name,
  fixtures: ["page"],
  tools: BUNDLERS,
  needs: [BUNDLERS, "chromium"],
  places: ["dev: ", "build: "],
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
    return [...placed("dev: ", dev), ...placed("build: ", await resultsOfPage(browser, place, "dist/"))];
  }),
});

export const bundlers = [
  viteRow("vite-8", "vite"),
  viteRow("vite-6", "vite-6"),
  {
    name: "webpack",
    fixtures: ["page", "program"],
    tools: BUNDLERS,
    needs: [BUNDLERS, "chromium"],
    places: ["page: ", "node: "],
    version: () => versionOf(BUNDLERS, "webpack"),
    async run(place) {
      const webpack = (...args) => run("node_modules/.bin/webpack", ["--mode", "production", "--output-path", "dist", ...args], { cwd: place.dir });
      await webpack("--entry", "./page.mjs", "--output-filename", "page.js");
      await webpack("--entry", "./main.mjs", "--target", "node", "--output-filename", "main.cjs");
      return [...placed("page: ", await builtPage(place, "classic")), ...placed("node: ", await inNode("dist/main.cjs", place))];
    },
  },
  {
    name: "esbuild",
    fixtures: ["page", "program"],
    tools: BUNDLERS,
    needs: [BUNDLERS, "chromium"],
    places: ["page: ", "node import: ", "node require: "],
    version: () => versionOf(BUNDLERS, "esbuild"),
    async run(place) {
      const esbuild = (...args) => run("node_modules/.bin/esbuild", ["--bundle", "--minify", "--log-level=warning", ...args], { cwd: place.dir });
      await esbuild("page.mjs", "--format=esm", "--outfile=dist/page.js");
      await esbuild("main.mjs", "--platform=node", "--format=esm", "--outfile=dist/main.mjs");
      await esbuild("main.mjs", "--platform=node", "--format=cjs", "--outfile=dist/main.cjs");
      return [
        ...placed("page: ", await builtPage(place)),
        ...placed("node import: ", await inNode("dist/main.mjs", place)),
        ...placed("node require: ", await inNode("dist/main.cjs", place)),
      ];
    },
  },
  {
    name: "rollup",
    fixtures: ["page"],
    tools: BUNDLERS,
    needs: [BUNDLERS, "chromium"],
    version: () => versionOf(BUNDLERS, "rollup"),
    async run(place) {
      await run("node_modules/.bin/rollup", ["page.mjs", "--plugin", "node-resolve", "--format", "es", "--file", "dist/page.js", "--failAfterWarnings"], { cwd: place.dir });
      return builtPage(place);
    },
  },
];
