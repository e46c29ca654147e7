import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { freeze, FROZEN_AT } from './frozen.ts';
import type { Served } from './server.ts';

const SHOTS = fileURLToPath(new URL('../../target/screenshots/', import.meta.url));

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
}

export interface Look {
  width?: number;
  height?: number;
  theme?: 'light' | 'dark';
  locale?: string;
  /** Without chance, and at a time that stands still. */
  frozen?: boolean;
}

/** A page that remembers everything it must not do. */
export interface WatchedPage {
  page: Page;
  /** Console errors, uncaught errors, policy violations and requests to other hosts. */
  faults: string[];
  /** The layout shifts that no input caused, with what moved. */
  layoutShifts(): Promise<{ value: number; moved: string[] }[]>;
  /** Leaves out what has moved up to now, once it is painted. */
  forgetLayoutShifts(): Promise<void>;
  /** Fails when there was any fault, and closes the page. */
  finish(): Promise<void>;
}

/** Opens the page at an address such as `#/rooms/<id>`, in a context of its own, without rooms. */
export async function openPage(browser: Browser, { url, admit }: Pick<Served, 'url' | 'admit'>, hash = '', look: Look = {}, prepare?: (page: Page) => Promise<unknown>): Promise<WatchedPage> {
  const { width = 1440, height = 900, theme = 'light', locale = 'en-GB', frozen = false } = look;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale,
    timezoneId: 'Europe/Paris',
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  if (frozen) {
    // What tsx calls in functions with names.
    await page.addInitScript('globalThis.__name = (named) => named');
    await page.addInitScript(freeze, FROZEN_AT);
  }
  const faults: string[] = [];
  page.setDefaultTimeout(10_000);
  const origin = new URL(url).origin;
  page.on('console', (message) => {
    // Chromium reports every refusal of the service that comes over HTTP; what the page makes of it is tested.
    if (message.location().url.includes('/api/') && /responded with a status of/.test(message.text())) return;
    if (message.type() === 'error' || message.type() === 'warning') faults.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    const target = new URL(request.url());
    if (target.protocol !== 'data:' && target.origin !== origin) faults.push(`request to another host: ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    // The page aborts calls when work is stopped.
    if (request.url().includes('/api/rooms-proxy/') && request.failure()?.errorText === 'net::ERR_ABORTED') return;
    faults.push(`request failed: ${request.url()} ${request.failure()?.errorText ?? ''}`);
  });
  await page.addInitScript(() => {
    type Entry = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node?: Node }[] };
    const seen = window as typeof window & { shifts: { value: number; moved: string[] }[] };
    seen.shifts = [];
    addEventListener('securitypolicyviolation', (event) => console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries() as Entry[]) {
        const moved = sources.map(({ node }) => (node instanceof Element ? `${node.tagName} ${node.className}` : String(node?.textContent)));
        if (!hadRecentInput) seen.shifts.push({ value, moved });
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.addInitScript((entries) => {
    for (const [name, value] of Object.entries(entries)) localStorage.setItem(name, value);
  }, await admit());
  await prepare?.(page);
  await page.goto(url + hash);
  await page.locator('[data-testid="grid"], [data-testid="timeline"], main [role="alert"]').first().waitFor();
  return {
    page,
    faults,
    layoutShifts: () => page.evaluate(() => (window as typeof window & { shifts: { value: number; moved: string[] }[] }).shifts),
    async forgetLayoutShifts() {
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      await page.evaluate(() => ((window as typeof window & { shifts: unknown[] }).shifts.length = 0));
    },
    async finish() {
      assert.deepEqual(faults, []);
      await context.close();
    },
  };
}

/** Fills the emulator with the page's own sample rooms. */
export async function loadSamples(page: Page): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: /Load sample rooms|Charger des exemples/ }).last().click();
  await page.locator('[data-testid="count"][data-read]:not([data-read="0"])').waitFor();
  await page.getByRole('button', { name: /Dismiss|Ignorer/ }).click();
}

export async function keepScreenshot(page: Page, name: string): Promise<void> {
  await mkdir(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}${name}.png`, animations: 'disabled', caret: 'hide' });
}
