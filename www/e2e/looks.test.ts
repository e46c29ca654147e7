import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { axeViolations } from './axe.ts';
import { keepScreenshot, launchChromium, loadSamples, openPage, type Look } from './chromium.ts';
import { servePage, type Served } from './server.ts';

let browser: Browser;
let server: Served;

before(async () => {
  [browser, server] = await Promise.all([launchChromium(), servePage()]);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

const LOOKS: Record<string, Look> = {
  light: {},
  dark: { theme: 'dark' },
  'narrow-light': { width: 360, height: 740 },
  'narrow-dark': { width: 360, height: 740, theme: 'dark' },
  'wide-french': { width: 2560, height: 1300, locale: 'fr-FR' },
  'tablet-dark': { width: 820, height: 1100, theme: 'dark' },
};

const PASTE = [
  '8:acs:bbbcbc1e-9f06-482a-b5d8-20e3f26ef0cd_45ab2481-1c1c-4005-be24-0ffb879b1130, Presenter',
  '8:acs:bbbcbc1e-9f06-482a-b5d8-20e3f26ef0cd_55ab2481-1c1c-4005-be24-0ffb879b1130',
  '4:+14255550123',
  'hello',
].join('\n');

/** The page must fit its window: nothing is reached by scrolling sideways. */
async function assertFits(page: Page, what: string): Promise<void> {
  const over = await page.evaluate(() => {
    const wide = [document.documentElement, ...document.querySelectorAll<HTMLElement>('.grid, .dialog, .dialog-body, .panel .content, .drawer')];
    return wide.filter((element) => element.scrollWidth > element.clientWidth + 1).map((element) => `${element.className} ${element.scrollWidth} > ${element.clientWidth}`);
  });
  assert.deepEqual(over, [], what);
}

for (const [name, look] of Object.entries(LOOKS)) {
  test(`every view is accessible and fits: ${name}`, async () => {
    const watched = await openPage(browser, server, '', look);
    const { page } = watched;
    const check = async (view: string) => {
      // Colours in transition have no contrast of their own.
      await page.waitForTimeout(250);
      await keepScreenshot(page, `${view}-${name}`);
      assert.deepEqual(await axeViolations(page), [], `${view} ${name}`);
      await assertFits(page, `${view} ${name}`);
    };
    const closeDialog = async () => {
      await page.keyboard.press('Escape');
      await page.locator('.dialog').waitFor({ state: 'detached' });
    };

    await page.locator('.empty').waitFor();
    await check('empty');
    await loadSamples(page);
    await check('table');

    await page.locator('#search').fill('99400000000467221');
    await page.locator('.empty').waitFor();
    await check('no-match');
    await page.locator('#search').fill('');

    await page.keyboard.press('Escape');
    await page.getByTestId('grid').focus();
    await page.keyboard.press('?');
    await page.locator('.dialog').waitFor();
    await check('keyboard');
    await closeDialog();

    await page.getByTestId('create').click();
    await page.locator('.dialog').waitFor();
    await check('create');
    await page.locator('.dialog [data-field="validUntil"] .date-trigger').click();
    await page.locator('.calendar').waitFor();
    await check('calendar');
    await page.keyboard.press('Escape');
    await page.locator('.calendar').waitFor({ state: 'detached' });
    await closeDialog();

    await page.locator('[data-index="0"]').getByRole('button', { name: /^Action/ }).click();
    await page.getByRole('menu').waitFor();
    await check('menu');
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });

    await page.locator('[data-index="1"]').click();
    await page.locator('[data-raw-id]').first().waitFor();
    await check('room');

    await page.getByTestId('edit').click();
    await page.locator('.dialog').waitFor();
    await check('edit');
    await closeDialog();

    await page.getByTestId('add-participants').click();
    await page.locator('.dialog textarea').fill(PASTE);
    await page.locator('.dialog [data-verdict="unknown"]').waitFor();
    await check('add-participants');
    await closeDialog();

    await page.getByTestId('delete').click();
    await page.getByRole('alertdialog').waitFor();
    await check('delete');
    await closeDialog();
    await watched.finish();
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
