import type { Browser as Chromium, Page as ChromiumPage } from 'playwright-core';
import type { Browser as Firefox, KeyInput, Page as FirefoxPage } from 'puppeteer-core';
import { launchChromium, openPage } from './chromium.ts';
import { launchFirefox, openFirefoxPage } from './firefox.ts';
import type { Served } from './server.ts';

/** An opened page in either browser: what both drivers can do, so that a test is written once. */
export interface Surface {
  click(selector: string, held?: 'Shift' | 'Control'): Promise<void>;
  /** Presses keys such as `ArrowDown` or `Shift+ArrowDown`. */
  press(keys: string): Promise<void>;
  /** Replaces the value of a text field, also a long one. */
  fill(selector: string, text: string): Promise<void>;
  select(selector: string, value: string): Promise<void>;
  /** Runs a script that is one expression; it comes through the debugger, so the page's policy stays as it is. */
  evaluate<T>(expression: string): Promise<T>;
  reload(): Promise<void>;
  /** Fails when there was any fault, and closes the page. */
  finish(): Promise<void>;
}

export const BROWSERS = ['chromium', 'firefox'] as const;
export type BrowserName = (typeof BROWSERS)[number];

/** Both browsers; each is started when it is needed first. */
export class Browsers {
  #chromium: Promise<Chromium> | undefined;
  #firefox: Promise<Firefox> | undefined;

  async open(name: BrowserName, server: Served): Promise<Surface> {
    if (name === 'chromium') {
      this.#chromium ??= launchChromium();
      const { page, finish } = await openPage(await this.#chromium, server);
      return onChromium(page, finish);
    }
    this.#firefox ??= launchFirefox();
    const { page, finish } = await openFirefoxPage(await this.#firefox, server);
    return onFirefox(page, finish);
  }

  async close(): Promise<void> {
    await Promise.all([this.#chromium?.then((browser) => browser.close()), this.#firefox?.then((browser) => browser.close())]);
  }
}

/** Runs in the page. Typing a long text key by key, or as one insertion, would take minutes. */
function setValue(field: Element, value: string): void {
  (field as HTMLInputElement).value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

function onChromium(page: ChromiumPage, finish: () => Promise<void>): Surface {
  return {
    click: (selector, held) => page.click(selector, held ? { modifiers: [held] } : {}),
    press: (keys) => page.keyboard.press(keys),
    async fill(selector, text) {
      await page.waitForSelector(selector);
      await page.$eval(selector, setValue, text);
    },
    select: async (selector, value) => void (await page.selectOption(selector, value)),
    evaluate: (expression) => page.evaluate(expression),
    reload: async () => void (await page.reload()),
    finish,
  };
}

function onFirefox(page: FirefoxPage, finish: () => Promise<void>): Surface {
  return {
    async click(selector, held) {
      await page.waitForSelector(selector, { visible: true });
      if (held) await page.keyboard.down(held);
      await page.click(selector);
      if (held) await page.keyboard.up(held);
    },
    async press(keys) {
      // By its code, WebDriver does not know the space bar.
      const parts = keys.replace('Space', ' ').split('+') as KeyInput[];
      const last = parts.pop();
      for (const key of parts) await page.keyboard.down(key);
      if (last) await page.keyboard.press(last);
      for (const key of parts.reverse()) await page.keyboard.up(key);
    },
    async fill(selector, text) {
      await page.waitForSelector(selector, { visible: true });
      await page.$eval(selector, setValue, text);
    },
    async select(selector, value) {
      await page.waitForSelector(selector, { visible: true });
      await page.select(selector, value);
    },
    evaluate: (expression) => page.evaluate(expression) as Promise<never>,
    reload: async () => void (await page.reload()),
    finish,
  };
}

const LONGEST_WAIT = 30_000;

/** Waits until an expression is true in the page; what it was at last is in the error. */
export async function until(surface: Surface, expression: string, longest = LONGEST_WAIT): Promise<void> {
  const end = Date.now() + longest;
  let last: unknown;
  while (Date.now() < end) {
    last = await surface.evaluate(expression);
    if (last) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`never became true (${JSON.stringify(last)}): ${expression}`);
}

const quoted = JSON.stringify;

export const present = (selector: string) => `document.querySelector(${quoted(selector)}) !== null`;
export const absent = (selector: string) => `document.querySelector(${quoted(selector)}) === null`;
export const testid = (name: string) => `[data-testid="${name}"]`;

/** An attribute of an element, which must be there. */
export function attribute(surface: Surface, selector: string, name: string): Promise<string | null> {
  return surface.evaluate(`document.querySelector(${quoted(selector)}).getAttribute(${quoted(name)})`);
}

/** What an element says, white space made single. */
export function text(surface: Surface, selector: string): Promise<string> {
  return surface.evaluate(`document.querySelector(${quoted(selector)}).textContent.replace(/\\s+/g, ' ').trim()`);
}

export function texts(surface: Surface, selector: string): Promise<string[]> {
  return surface.evaluate(`[...document.querySelectorAll(${quoted(selector)})].map((element) => element.textContent.replace(/\\s+/g, ' ').trim())`);
}
