// A page in Chromium, from the arrival of its script to the first signed request.

import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "../../../xtask/downloads.mjs";
import { launch, serve } from "../../harness/browser.mjs";
import { alternate } from "../measure.mjs";

const WAYS = {
  "ours: in one file": { name: "acs-rooms", ready: "" },
  "ours: slim, streaming": { name: "acs-rooms/slim", ready: 'await names.init(load("client.wasm"));' },
  official: { name: "@azure/communication-rooms", ready: "" },
};

export const what = "page to first signed request, cold, in Chromium";

const script = ({ name, ready }) => `
import * as names from "${name}";
const load = globalThis.fetch;
globalThis.fetch = (url, init) => {
  globalThis.outcome ??= { ms: performance.now(), authorization: new Headers(init.headers).get("authorization") };
  return new Promise(() => {});
};
${ready}
new names.RoomsClient("endpoint=https://contoso.communication.azure.com/;accesskey=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=").getRoom("99480215317774646");
`;

function prepare(dir) {
  const folder = join(dir, "pages");
  mkdirSync(folder);
  copyFileSync(join(dir, "node_modules/acs-rooms/dist/client.wasm"), join(folder, "client.wasm"));
  Object.values(WAYS).forEach((way, n) => {
    writeFileSync(join(folder, `${n}.js`), bundle(script(way), { platform: "browser" }));
    writeFileSync(join(folder, `${n}.html`), `<!doctype html><title>cold</title><link rel="icon" href="data:,"><script type="module" src="${n}.js"></script>`);
  });
  return folder;
}

async function open(browser, url) {
  // A context of its own has a process and caches of its own.
  const context = await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForFunction("globalThis.outcome !== undefined", { timeout: 30_000 });
    const { ms, authorization } = await page.evaluate("globalThis.outcome");
    if (!authorization?.startsWith("HMAC-SHA256 ")) throw new Error(`${url} did not sign: ${authorization}`);
    const arrival = await page.evaluate('performance.getEntriesByType("resource").find(({ name }) => name.endsWith(".js")).responseEnd');
    return ms - arrival;
  } finally {
    await context.close();
  }
}

export async function run({ dir, quick, say }) {
  const names = Object.keys(WAYS);
  const server = await serve(prepare(dir));
  const browser = await launch();
  try {
    const visit = (way) => open(browser, `${server.origin}/${names.indexOf(way)}.html`);
    await visit("official");
    const samples = await alternate(names, quick ? 5 : 21, visit, say);
    return ["in one file", "slim, streaming"].flatMap((way) => {
      const name = `cold start in Chromium, ${way}`;
      return [
        { name, unit: "ms", subject: "ours", samples: samples[`ours: ${way}`] },
        { name, unit: "ms", subject: "official", samples: samples.official },
      ];
    });
  } finally {
    await browser.close();
    await server.close();
  }
}
