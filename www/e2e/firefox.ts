import assert from 'node:assert/strict';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import type { Served } from './server.ts';

export function launchFirefox(): Promise<Browser> {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env['FIREFOX'] ?? '/usr/bin/firefox-esr',
    headless: true,
    extraPrefsFirefox: { 'intl.accept_languages': 'en-GB', 'ui.prefersReducedMotion': 1 },
  });
}

/** A page that remembers everything it must not do. */
export interface FirefoxPage {
  page: Page;
  /** Console errors, uncaught errors, policy violations and requests to other hosts. */
  faults: string[];
  /** Fails when there was any fault, and closes the page. */
  finish(): Promise<void>;
}

/** Opens the page at an address such as `#/rooms/<id>`, in a context of its own, without rooms. */
export async function openFirefoxPage(browser: Browser, { url, admit }: Pick<Served, 'url' | 'admit'>, hash = ''): Promise<FirefoxPage> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warn') faults.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`uncaught: ${error instanceof Error ? error.message : String(error)}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) faults.push(`request to another host: ${request.url()}`);
  });
  await page.evaluateOnNewDocument((entries: string) => {
    addEventListener('securitypolicyviolation', (event) => console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
    try {
      for (const [name, value] of Object.entries(JSON.parse(entries) as Record<string, string>)) localStorage.setItem(name, value);
    } catch {
      // The empty page before has no storage.
    }
  }, JSON.stringify(await admit()));
  await page.goto(url + hash);
  return {
    page,
    faults,
    async finish() {
      assert.deepEqual(faults, []);
      await context.close();
    },
  };
}
