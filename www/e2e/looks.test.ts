import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { axeViolations } from './axe.ts';
import { loadSamples, openPage, type Look } from './chromium.ts';
import { browser, server, useChromium, usePage } from './suite.ts';
import { VIEWS, walk } from './views.ts';

useChromium();
usePage();

/** Each is looked at in both themes: the colours of the one, then those of the other, in the same view. */
const LOOKS: Record<string, Look> = {
  desktop: {},
  narrow: { width: 360, height: 740 },
  'wide-french': { width: 2560, height: 1300, locale: 'fr-FR' },
  tablet: { width: 820, height: 1100 },
};

/** Colours in transition have no contrast of their own. */
async function wear(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.locator(`html[data-theme="${theme}"]`).waitFor();
  await page.waitForTimeout(250);
}

/** The page must fit its window: nothing is reached by scrolling sideways. */
async function assertFits(page: Page, what: string): Promise<void> {
  const over = await page.evaluate(() => {
    const wide = [document.documentElement, ...document.querySelectorAll<HTMLElement>('.grid, .timeline, .controls, .timeline-rows, .dialog, .dialog-body, .panel .content, .drawer')];
    return wide.filter((element) => element.scrollWidth > element.clientWidth + 1).map((element) => `${element.className} ${element.scrollWidth} > ${element.clientWidth}`);
  });
  assert.deepEqual(over, [], what);
}

for (const [name, look] of Object.entries(LOOKS)) {
  test(`every view is accessible and fits: ${name}`, async () => {
    let visited = 0;
    await walk(browser, server, look, async (page, view) => {
      await wear(page, 'light');
      assert.deepEqual(await axeViolations(page), [], `${view} ${name} light`);
      await assertFits(page, `${view} ${name}`);
      await wear(page, 'dark');
      assert.deepEqual(await axeViolations(page, 'colours'), [], `${view} ${name} dark`);
      visited += 1;
    });
    assert.ok(visited >= VIEWS.length + 4, `${visited} views`);
  });
}

test('a chosen theme and the rooms stay after a reload', async () => {
  const watched = await openPage(browser, server, '', { theme: 'light' });
  const { page } = watched;
  await loadSamples(page);
  await page.getByRole('button', { name: /^Theme/ }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  await page.reload();
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  await page.locator('[data-testid="count"][data-read]:not([data-read="0"])').waitFor();
  assert.match((await page.getByRole('region', { name: 'Connection' }).textContent()) ?? '', /Emulator in this browser.*kept in this browser/);
  await watched.finish();
});
