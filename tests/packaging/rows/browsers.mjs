// Browsers: in the page without any tool, in a module worker and in a module service worker.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch, launchFirefox, outcomeOf, serve } from "../../harness/browser.mjs";
import { run } from "../../harness/process.mjs";
import { openWebKit } from "./webkit.mjs";

/** A browser that puppeteer drives, as {@link openWebKit} gives its own. */
async function opened(launching) {
  const browser = await launching;
  return {
    version: (await browser.version()).replace(/^.*\//, ""),
    outcomeOf: (url) => outcomeOf(browser, url),
    close: () => browser.close(),
  };
}
export const openChromium = () => opened(launch());
const openFirefox = () => opened(launchFirefox());

/** Where the emulator over HTTP is. */
const originOf = (connectionString) => /endpoint=(.*?)\/;/.exec(connectionString)[1];

/** Vite, webpack, esbuild and Rollup. */
export const BUNDLERS = "tests/packaging/tools/bundlers";
const PLACES = ["page: ", "worker: ", "service worker: "];

/** The results of a page that is served from the folder under a strict policy; trouble of any kind is a failure. */
export async function resultsOfPage(browser, { dir, connectionString }, path = "") {
  const server = await serve(dir, [originOf(connectionString)]);
  try {
    return await resultsAt(browser, `${server.origin}/${path}`, connectionString);
  } finally {
    await server.close();
  }
}

/** The results of the page at that URL. */
export async function resultsAt(browser, url, connectionString) {
  const { outcome, troubles } = await browser.outcomeOf(`${url}?emulator=${encodeURIComponent(connectionString)}`);
  // The console has a line for each refusal that the suite asks for.
  const others = troubles.filter((trouble) => !trouble.includes(` ${originOf(connectionString)}/rooms`));
  if (others.length > 0) throw new Error(others.join("\n"));
  if (!Array.isArray(outcome)) throw new Error(`the page left ${outcome}`);
  return outcome;
}

/** An import map, as a page without a bundler needs it: the `default` condition of the package's exports. */
function importMap(dir) {
  const { exports } = JSON.parse(readFileSync(join(dir, "node_modules/acs-rooms/package.json"), "utf8"));
  const url = (entry) => `/node_modules/acs-rooms/${exports[entry].default.default.slice(2)}`;
  const imports = { "acs-rooms": url("."), "acs-rooms/emulator": url("./emulator"), "acs-rooms/proxy": url("./proxy") };
  return JSON.stringify({ imports });
}

const browserRow = (name, open) => ({
  name,
  fixtures: ["browser"],
  tools: BUNDLERS,
  needs: [BUNDLERS, name],
  places: PLACES,
  async version() {
    const browser = await open();
    await browser.close();
    return browser.version;
  },
  async run({ dir, connectionString }) {
    // Import maps hold for pages only.
    const bundle = ["worker.mjs", "service-worker.mjs", "--bundle", "--format=esm", "--outdir=.", "--log-level=warning"];
    await run("node_modules/.bin/esbuild", bundle, { cwd: dir });
    writeFileSync(join(dir, "index.html"), `<!doctype html><title>acs-rooms</title><link rel="icon" href="data:,">
      <script type="importmap" nonce="map">${importMap(dir)}</script><script type="module" src="./page.mjs"></script>`);
    const browser = await open();
    try {
      return await resultsOfPage(browser, { dir, connectionString });
    } finally {
      await browser.close();
    }
  },
});

export const browsers = [
  browserRow("chromium", openChromium),
  browserRow("firefox", openFirefox),
  browserRow("webkit", openWebKit),
];
