import { after, before, describe } from 'node:test';
import type { Browser } from 'playwright-core';
import type { Browser as Firefox } from 'puppeteer-core';
import { launchChromium } from './chromium.ts';
import { launchFirefox } from './firefox.ts';
import { BACKENDS, servePage, type Served } from './server.ts';

// Each file of tests is a process of its own, so what the present tests use is one of each.

/** The Chromium of this file; see `useChromium`. */
export let browser: Browser;
/** The Firefox of this file; see `useFirefox`. */
export let firefox: Firefox;
/** The page that the present tests are about; see `usePage` and `onEachBackend`. */
export let server: Served;

/** Opens Chromium for all tests of the file. */
export function useChromium(): void {
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser?.close());
}

/** Opens Firefox for all tests of the file. */
export function useFirefox(): void {
  before(async () => {
    firefox = await launchFirefox();
  });
  after(() => firefox?.close());
}

/** Serves the page with the embedded emulator for all tests of the file. */
export function usePage(): void {
  before(async () => {
    server = await servePage();
  });
  after(() => server?.close());
}

/** A suite for each backend, each with a page of its own. */
export function onEachBackend(what: string, define: () => void): void {
  for (const backend of BACKENDS) {
    describe(`${what}on ${backend}`, () => {
      before(async () => {
        server = await servePage(backend);
      });
      after(() => server?.close());
      define();
    });
  }
}
