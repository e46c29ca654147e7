import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { openPage } from './chromium.ts';
import { openFirefoxPage } from './firefox.ts';
import { servePage } from './server.ts';
import { browser, firefox, onEachBackend, server, useChromium, useFirefox } from './suite.ts';

const USER = (number: number) => `8:acs:bbbcbc1e-9f06-482a-b5d8-20e3f26ef0cd_45ab2481-1c1c-4005-be24-${number.toString(16).padStart(12, '0')}`;
const list = (from: number, to: number, role = '') => Array.from({ length: to - from }, (_, index) => `${USER(from + index)}${role && `, ${role}`}`).join('\n');

useChromium();
useFirefox();

const dialog = (page: Page) => page.getByRole('dialog');
const row = (page: Page, number: number) => page.locator(`[data-raw-id="${USER(number)}"]`);
const count = async (page: Page) => Number(await page.getByTestId('participants').getAttribute('data-count'));

/** The numbers of the difference that is shown. */
const difference = (page: Page) =>
  page.getByTestId('changes').evaluate(({ dataset }: HTMLElement) => ({ added: Number(dataset['added']), changed: Number(dataset['changed']), removed: Number(dataset['removed']), same: Number(dataset['same']) }));

/** Creates a room with these participants, and shows it. */
async function createRoom(page: Page, participants: string): Promise<void> {
  await page.getByTestId('create').click();
  await dialog(page).getByLabel('Participants').fill(participants);
  await page.getByTestId('submit').click();
  await dialog(page).waitFor({ state: 'detached' });
  await page.getByTestId('participants').waitFor();
}

async function paste(page: Page, text: string): Promise<void> {
  await page.getByTestId('add-participants').click();
  await dialog(page).getByLabel('Raw ids').fill(text);
}

async function apply(page: Page): Promise<void> {
  await page.getByTestId('submit').click();
  await dialog(page).waitFor({ state: 'detached' });
}

onEachBackend('participants ', () => {
  test('a mistyped role adds nobody, and wrong lines are found at once among hundreds', async () => {
    const watched = await openPage(browser, server);
    const { page } = watched;
    await createRoom(page, USER(1));
    const lines = list(100, 300).split('\n');
    lines[149] = `${USER(249)}, Presentor`;
    lines[179] = `Presenter, ${USER(279)}`;
    await paste(page, lines.join('\n'));
    const items = dialog(page).locator('li[data-verdict]');
    assert.equal(await dialog(page).locator('li[data-verdict="unread"]').count(), 2);
    assert.match((await items.nth(0).textContent()) ?? '', /Presentor\s*Line 150:\s+not understood/);
    assert.match((await items.nth(1).textContent()) ?? '', /Line 180:\s+not understood/);
    await page.getByTestId('submit').click();
    assert.equal(await dialog(page).count(), 1, 'wrong lines are not passed over');
    await dialog(page).getByRole('button', { name: 'Leave out the wrong ones' }).click();
    await apply(page);
    await page.locator('[data-testid="participants"][data-count="199"]').waitFor();
    await watched.finish();
  });

  test('a pasted list shows what it changes before it does, and can replace the room’s', async () => {
    const watched = await openPage(browser, server);
    const { page } = watched;
    await createRoom(page, `${USER(1)}, Presenter\n${USER(2)}\n${USER(3)}`);
    assert.equal(await count(page), 3);

    await paste(page, `${USER(1)}\n${USER(2)} Attendee\n${USER(4)}, Consumer\n${USER(4)}\nhello\n4:+14255550123`);
    const verdict = (number: number) => dialog(page).locator('li[data-verdict]', { hasText: USER(number).slice(-13) }).first();
    assert.match((await verdict(1).textContent()) ?? '', /Presenter → Attendee/);
    assert.match((await verdict(2).textContent()) ?? '', /in the room already as Attendee/);
    assert.equal(await dialog(page).locator('li[data-verdict="repeated"]').count(), 1);
    assert.match((await dialog(page).locator('li[data-verdict="unknown"]').textContent()) ?? '', /hello.*not a raw id/);
    assert.match((await dialog(page).locator('li[data-verdict="unsupported"]').textContent()) ?? '', /Phone number.*not accepted/);
    assert.deepEqual(await difference(page), { added: 1, changed: 1, removed: 0, same: 1 });
    await dialog(page).getByRole('button', { name: 'Leave out the wrong ones' }).click();
    await page.getByTestId('replace').click();
    assert.deepEqual(await difference(page), { added: 1, changed: 1, removed: 1, same: 1 });
    assert.equal(await dialog(page).locator(`[data-change="${USER(3)}"][data-part="removed"]`).count(), 1);
    assert.equal(await page.getByTestId('submit').textContent().then((text) => text?.trim()), 'Apply 3 changes');
    assert.equal(await row(page, 3).count(), 1, 'nothing was done yet');
    await apply(page);
    assert.equal(await count(page), 3);
    assert.equal(await row(page, 3).count(), 0);
    assert.equal(await row(page, 1).locator('select').inputValue(), 'Attendee');

    // Read again, the service says the same.
    await page.reload();
    await row(page, 4).waitFor();
    assert.equal(await count(page), 3);
    assert.equal(await row(page, 4).locator('select').inputValue(), 'Consumer');
    await watched.finish();
  });

  test('a selection gets a role, is copied as CSV, and is removed, each shown before', async () => {
    const watched = await openPage(browser, server);
    const { page } = watched;
    await createRoom(page, `${list(0, 6)}\n${USER(6)}, Presenter`);
    const check = (number: number) => row(page, number).getByRole('checkbox');
    await check(1).click();
    await check(3).click({ modifiers: ['Shift'] });
    await check(6).click();
    assert.match((await page.getByRole('group', { name: 'Selected participants' }).textContent()) ?? '', /4 selected/);
    await page.getByTestId('selection-role').selectOption('Presenter');
    assert.deepEqual(await difference(page), { added: 0, changed: 3, removed: 0, same: 1 });
    await apply(page);
    for (const number of [1, 2, 3, 6]) assert.equal(await row(page, number).locator('select').inputValue(), 'Presenter');
    assert.equal(await row(page, 0).locator('select').inputValue(), 'Attendee');

    await page.getByTestId('selection-csv').click();
    const csv = await page.evaluate(() => navigator.clipboard.readText());
    assert.deepEqual(csv.trim().split(/\r?\n/), ['rawId,role,kind', ...[1, 2, 3, 6].map((number) => `${USER(number)},Presenter,communicationUser`)]);
    // Pasted back, the copied list changes nothing.
    await paste(page, csv);
    assert.deepEqual(await difference(page), { added: 0, changed: 0, removed: 0, same: 4 });
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });

    await page.getByTestId('selection-remove').click();
    assert.deepEqual(await difference(page), { added: 0, changed: 0, removed: 4, same: 0 });
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    assert.equal(await count(page), 7, 'Escape leaves all as it is');
    await page.getByTestId('selection-remove').click();
    await apply(page);
    assert.equal(await count(page), 3);
    await watched.finish();
  });

  test('350 participants: one more is refused before it is sent, and only those in sight are rendered', async () => {
    const watched = await openPage(browser, server);
    const { page } = watched;
    await createRoom(page, list(0, 350));
    assert.equal(await count(page), 350);
    const rendered = await page.locator('[data-raw-id]').count();
    assert.ok(rendered > 5 && rendered < 60, `${rendered} rows are rendered`);
    await page.getByTestId('participants').evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await row(page, 349).waitFor();

    await paste(page, USER(350));
    assert.match((await dialog(page).locator('.field-error').textContent()) ?? '', /at most 350/);
    await page.getByTestId('submit').click();
    assert.equal(await dialog(page).isVisible(), true);
    await page.getByTestId('replace').click();
    assert.deepEqual(await difference(page), { added: 1, changed: 0, removed: 350, same: 0 });
    await apply(page);
    assert.equal(await count(page), 1);
    await watched.finish();
  });

  test('in Firefox a selection is changed and removed too', async () => {
    const watched = await openFirefoxPage(firefox, server);
    const { page } = watched;
    await page.waitForSelector('.empty');
    await page.click('[data-testid="create"]');
    await page.waitForSelector('.dialog textarea');
    await page.type('.dialog textarea', list(0, 3));
    await page.click('[data-testid="submit"]');
    await page.waitForSelector('[data-testid="participants"][data-count="3"]');
    await page.click('[data-testid="select-all"]');
    await page.select('[data-testid="selection-role"]', 'Collaborator');
    await page.waitForSelector('.dialog [data-testid="changes"][data-changed="3"]');
    await page.click('[data-testid="submit"]');
    await page.waitForFunction(() => !document.querySelector('.dialog'));
    await page.waitForFunction(() => [...document.querySelectorAll<HTMLSelectElement>('[data-raw-id] select')].every((select) => select.value === 'Collaborator'));
    await page.click('[data-testid="selection-remove"]');
    await page.waitForSelector('.dialog [data-testid="changes"][data-removed="3"]');
    await page.click('[data-testid="submit"]');
    await page.waitForFunction(() => !document.querySelector('.dialog') && !document.querySelector('[data-raw-id]'));
    await watched.finish();
  });
});

test('when the second of two calls fails, the page says what was done and what not, and the rest can be done again', async (t) => {
  const server = await servePage('command');
  t.after(() => server.close());
  const watched = await openPage(browser, server);
  const { page } = watched;
  await createRoom(page, list(0, 5));
  let refuse = true;
  await page.route('**/participants?*', async (route) => {
    const removes = route.request().method() === 'PATCH' && route.request().postData()?.includes('null');
    if (removes && refuse) {
      await route.fulfill({ status: 403, json: { error: { code: 'Forbidden', message: 'Removing is not allowed today.' } } });
    } else await route.fallback();
  });
  await paste(page, `${USER(0)}\n${USER(9)}`);
  await page.getByTestId('replace').click();
  assert.deepEqual(await difference(page), { added: 1, changed: 0, removed: 4, same: 1 });
  await page.getByTestId('submit').click();
  const note = dialog(page).locator('.failure');
  await note.waitFor();
  assert.match((await note.textContent()) ?? '', /4 participants were not removed.*Removing is not allowed today\./);
  assert.equal(await page.getByTestId('made-before').getAttribute('data-count'), '1');
  assert.deepEqual(await difference(page), { added: 0, changed: 0, removed: 4, same: 2 }, 'only the rest is left');
  refuse = false;
  await apply(page);
  assert.equal(await count(page), 2);
  await watched.finish();
});
