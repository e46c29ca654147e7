// Pages in Chromium and Firefox, served from a folder on loopback.

import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import puppeteer from "puppeteer-core";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
};

/** What a careful site allows: no inline script but the one with the nonce, no eval, WebAssembly. */
const policy = (origins) =>
  `default-src 'none'; script-src 'self' 'nonce-map' 'wasm-unsafe-eval'; connect-src ${["'self'", ...origins].join(" ")}; img-src data:; base-uri 'none'`;

/**
 * Serves the folder on a free port of loopback, with a strict content security policy.
 * @param origins - others that the page may send requests to
 */
export async function serve(folder, origins = []) {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    const file = join(folder, path.endsWith(sep) ? join(path, "index.html") : path);
    const found = file.startsWith(folder) && statSync(file, { throwIfNoEntry: false })?.isFile();
    if (!found) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-security-policy": policy(origins) });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => {
      server.close(resolve);
      // Browsers open connections in advance, which would hold it up for a minute.
      server.closeAllConnections();
    }),
  };
}

/** Chromium without anything that speaks to other hosts. */
export function launch() {
  return puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--no-first-run",
    ],
  });
}

/** Firefox, over WebDriver BiDi; puppeteer turns off what speaks to other hosts. */
export function launchFirefox() {
  return puppeteer.launch({ browser: "firefox", executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr", headless: true });
}

/**
 * Opens the page and waits until its script has set `globalThis.outcome`.
 * @returns the outcome, and what went wrong in the page: errors, failed loads, refusals by the policy, requests to other hosts.
 */
export async function outcomeOf(browser, url) {
  const page = await browser.newPage();
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("console", (message) => message.type() === "error" && troubles.push(`${message.text()} ${message.location().url ?? ""}`.trim()));
  page.on("requestfailed", (request) => troubles.push(`${request.url()} ${request.failure()?.errorText}`));
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol !== "data:" && hostname !== "127.0.0.1") troubles.push(`request to ${request.url()}`);
  });
  try {
    await page.goto(url);
    await page.waitForFunction("globalThis.outcome !== undefined", { timeout: 60_000 }).catch((error) => troubles.push(String(error)));
    return { outcome: await page.evaluate("globalThis.outcome"), troubles };
  } finally {
    await page.close();
  }
}
