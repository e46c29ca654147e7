import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { loadSamples, openPage } from './chromium.ts';
import { browser, server, useChromium, usePage } from './suite.ts';

useChromium();
usePage();

const grid = (page: Page) => page.getByTestId('grid');
const count = async (page: Page) => Number(await grid(page).getAttribute('data-count'));
const rowIds = (page: Page) =>
  page.locator('[data-index]').evaluateAll((rows) =>
    rows
      .map((row) => ({ id: row.getAttribute('data-room') ?? '', at: Number(row.getAttribute('data-index')) }))
      .sort((a, b) => a.at - b.at)
      .map(({ id }) => id),
  );

/** Reads all pages. */
async function loadAll(page: Page): Promise<void> {
  const all = page.getByTestId('load-all');
  if (await all.isVisible()) await all.click();
  await page.locator('[data-testid="count"][data-more="false"]').waitFor();
}

test('rooms come by pages, in a table that only renders what is in sight', async () => {
  const watched = await openPage(browser, server);
  const { page } = watched;
  await loadSamples(page);
  assert.ok((await count(page)) >= 30);
  assert.equal(await page.getByTestId('count').getAttribute('data-more'), 'true', 'not everything is read at once');
  await loadAll(page);
  assert.equal(await count(page), 60);
  const rendered = await page.locator('[data-index]').count();
  assert.ok(rendered > 10 && rendered < 50, `${rendered} rows are rendered`);
  await grid(page).focus();
  await page.keyboard.press('End');
  await page.locator('[data-index="59"]').waitFor();
  await watched.finish();
});

test('Ctrl+A selects the rooms, also before anything was clicked', async () => {
  const watched = await openPage(browser, server);
  const { page } = watched;
  await loadSamples(page);
  await page.reload();
  await page.locator('[data-index="0"]').waitFor();
  await page.keyboard.press('Control+a');
  await page.locator('[data-index="0"][aria-selected="true"]').waitFor();
  assert.equal(await page.evaluate(() => String(getSelection())), '');
  await watched.finish();
});

test('search, filter and order work together and are in the address', async () => {
  const watched = await openPage(browser, server);
  const { page } = watched;
  await loadSamples(page);
  await loadAll(page);

  await page.getByRole('radio', { name: 'Scheduled' }).check();
  const scheduled = await count(page);
  assert.ok(scheduled > 0 && scheduled < 60);
  assert.match((await page.getByTestId('count').textContent()) ?? '', new RegExp(`${scheduled} of 60 rooms`));
  for (const state of await page.locator('[data-index] .badge').allTextContents()) assert.equal(state.trim(), 'Scheduled');

  await page.getByRole('columnheader', { name: 'Valid from' }).getByRole('button').click();
  assert.equal(await page.getByRole('columnheader', { name: 'Valid from' }).getAttribute('aria-sort'), 'ascending');
  const starts = await page.locator('[data-index] [data-column="validFrom"] time').evaluateAll((times) => times.map((time) => time.getAttribute('datetime') ?? ''));
  const inOrder = await rowIds(page);
  assert.ok(starts.length > 3);
  await page.getByRole('columnheader', { name: 'Valid from' }).getByRole('button').click();
  assert.equal(await page.getByRole('columnheader', { name: 'Valid from' }).getAttribute('aria-sort'), 'descending');
  assert.notDeepEqual(await rowIds(page), inOrder);

  await page.keyboard.press('/');
  const wanted = (await rowIds(page))[2] ?? '';
  await page.keyboard.type(wanted);
  assert.deepEqual(await rowIds(page), [wanted]);
  const hash = new URL(page.url()).hash;
  assert.equal(hash, `#/rooms?q=${wanted}&state=scheduled&sort=-validFrom`);

  await page.getByLabel('Search by room id').fill('99400000000467221');
  await page.getByRole('heading', { name: 'No room matches' }).waitFor();
  await page.getByRole('button', { name: 'Look up 99400000000467221' }).waitFor();
  await page.getByRole('button', { name: 'Clear search and filter' }).click();
  assert.equal(await count(page), 60);
  await watched.finish();
});

test('the keyboard reaches everything, and dates explain themselves', async () => {
  const watched = await openPage(browser, server);
  const { page } = watched;
  await loadSamples(page);
  const active = () =>
    grid(page).evaluate((element) => {
      const cell = document.getElementById(element.getAttribute('aria-activedescendant') ?? '');
      return { row: cell?.closest('[data-index]')?.getAttribute('data-index'), column: cell?.getAttribute('data-column') ?? cell?.id };
    });

  await grid(page).focus();
  assert.deepEqual(await active(), { row: '0', column: 'id' });
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
  assert.deepEqual(await active(), { row: '2', column: 'validFrom' });
  const tip = page.getByRole('tooltip');
  await tip.waitFor();
  const time = (await page.locator('[data-index="2"] [data-column="validFrom"] time').getAttribute('datetime')) ?? '';
  const [local, utc] = await tip.locator('span').allTextContents();
  assert.match(local ?? '', /CET|CEST|GMT\+[12]/);
  assert.match(utc ?? '', new RegExp(`${time.slice(11, 19)} UTC$`));

  await page.keyboard.press('c');
  const id = (await rowIds(page))[2];
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), id);

  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowUp');
  assert.deepEqual(await active(), { row: undefined, column: 'head-validFrom' });
  await page.keyboard.press('Enter');
  assert.equal(await page.getByRole('columnheader', { name: 'Valid from' }).getAttribute('aria-sort'), 'ascending');

  // Enter opens; moving on takes the panel along; Escape closes and gives the focus back.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const panel = page.getByTestId('room-panel');
  await panel.waitFor();
  await page.keyboard.press('ArrowDown');
  const second = (await rowIds(page))[1] ?? '';
  await page.locator(`[data-testid="room-panel"][data-room="${second}"]`).waitFor();
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  assert.equal(await grid(page).evaluate((element) => element === document.activeElement), true);

  // Dialogs: Escape closes them, and the focus returns to where it was.
  await page.keyboard.press('Delete');
  await page.getByRole('alertdialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement?.classList.contains('grid'));

  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
  await page.getByRole('switch', { name: 'Single-key shortcuts' }).uncheck();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('n');
  await page.waitForTimeout(200);
  assert.equal(await page.getByRole('dialog').count(), 0, 'single keys are off');
  await watched.finish();
});

test('a room has an address: it opens, Back closes it, and it survives a change of language', async () => {
  const watched = await openPage(browser, server);
  const { page } = watched;
  await loadSamples(page);
  const ids = await rowIds(page);
  await page.locator('[data-index="3"]').click();
  const panel = page.getByTestId('room-panel');
  await panel.waitFor();
  assert.equal(await panel.getAttribute('data-room'), ids[3]);
  await page.goBack();
  await panel.waitFor({ state: 'detached' });
  await page.goForward();
  await panel.waitFor();
  await page.getByRole('button', { name: /^Language/ }).click();
  await page.getByRole('menuitemradio', { name: 'Français' }).click();
  await page.getByRole('heading', { name: 'Salles', level: 1 }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'fr');
  assert.equal(await panel.getAttribute('data-room'), ids[3]);
  await watched.finish();
});

test('nothing moves by itself while the page loads and rooms come in', async () => {
  const watched = await openPage(browser, server);
  const { page } = watched;
  // A click moves things on purpose: rooms take the place of the words that there are none, the panel takes its own from the
  // table. Where that takes long, the browser counts it as moved by itself.
  assert.deepEqual(await watched.layoutShifts(), []);
  await loadSamples(page);
  await watched.forgetLayoutShifts();
  await loadAll(page);
  assert.deepEqual(await watched.layoutShifts(), []);
  await page.locator('[data-index="3"]').click();
  await page.getByTestId('room-panel').waitFor();
  await watched.forgetLayoutShifts();
  await page.locator('[data-raw-id]').first().waitFor();
  assert.deepEqual(await watched.layoutShifts(), []);
  await watched.finish();
});
