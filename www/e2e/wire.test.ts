import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EmulatorFault } from 'acs-rooms/emulator';
import type { Page } from 'playwright-core';
import { axeViolations } from './axe.ts';
import { openPage } from './chromium.ts';
import { launchFirefox, openFirefoxPage } from './firefox.ts';
import { servePage } from './server.ts';
import { browser, onEachBackend, server, useChromium } from './suite.ts';

useChromium();

const row = (page: Page, text: RegExp) => page.locator('[data-testid="wire-drawer"] [role="option"]').filter({ hasText: text });

async function create(page: Page): Promise<void> {
  await page.getByTestId('create').click();
  await page.getByTestId('submit').click();
  await page.getByTestId('room-panel').waitFor();
}

onEachBackend('', () => {
  test('each call is there with its status, its ids and its tries, and can be copied', async () => {
    const watched = await openPage(browser, server);
    const { page } = watched;
    await page.getByRole('heading', { name: 'No rooms yet' }).waitFor();
    await create(page);
    await page.keyboard.press('Escape');
    await page.getByTestId('room-panel').waitFor({ state: 'detached' });
    await page.getByTestId('wire').getByText(/^[2-9]$/).waitFor();
    await page.keyboard.press('w');
    await page.getByTestId('wire-drawer').waitFor();
    const created = row(page, /POST/);
    assert.match((await created.textContent()) ?? '', /POST\s*\/rooms\s*201\s*[\d,]+ ms/);

    // By keyboard: the list has the focus, Enter opens a call, Escape goes back step by step.
    const index = await created.evaluate((element) => [...(element.parentElement?.children ?? [])].indexOf(element));
    for (let step = 0; step < index; step += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const detail = page.getByTestId('wire-detail');
    await detail.waitFor();
    assert.match((await detail.textContent()) ?? '', /POST \/rooms\?api-version=.*Client request id\s*[0-9a-f-]{36}.*Request id\s*\S+/s);
    for (const [language, words] of [['curl', /hexkey=.*curl -i -X "\$method"/s], ['JavaScript', /rooms\.createRoom\(\{/], ['Python', /client\.create_room\(/]] as const) {
      await detail.getByRole('radio', { name: language }).check();
      await page.getByTestId('wire-copy').click();
      await page.getByText('Copied').first().waitFor();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      assert.match(copied, words);
      assert.match(copied, /ACS_ACCESS_KEY/);
      assert.equal(copied, await page.getByTestId('wire-code').textContent());
    }
    await page.getByTestId('wire-code').focus();
    await page.keyboard.press('Escape');
    await detail.waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.getByTestId('wire-drawer').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'wire-button');
    await watched.finish();
  });

  test('what failed is counted, filtered and cleared; what was tried again says so', async () => {
    const watched = await openPage(browser, server);
    const { page } = watched;
    await page.getByRole('heading', { name: 'No rooms yet' }).waitFor();
    await inject(page, { kind: 'status', status: 429, retryAfterInMs: 100, retryAfterForm: 'ms', count: 2 });
    await create(page);
    await page.getByTestId('wire').click();
    assert.match((await row(page, /POST/).textContent()) ?? '', /3 tries\s*201/);
    // The last call of a creation; one that comes in later moves the rows under the pointer.
    await row(page, /participants/).waitFor();
    await row(page, /POST/).click();
    const tries = page.getByTestId('wire-attempts').locator('li');
    assert.deepEqual(await tries.locator('.status').allTextContents(), ['429', '429', '201']);
    assert.match((await tries.first().textContent()) ?? '', /again after [\d,]+ ms/);

    // No room has this id.
    await page.evaluate(() => (location.hash = '#/rooms/99400000000467221'));
    await page.getByRole('heading', { name: 'No such room' }).waitFor();
    await page.getByRole('button', { name: /Show calls: \d+ so far, \d failed/ }).waitFor();
    await page.getByTestId('wire-drawer').getByText('Failed').click();
    assert.ok((await row(page, /./).count()) >= 1);
    const shown = await page.locator('[data-testid="wire-drawer"] [role="option"] .status').allTextContents();
    assert.ok(shown.every((status) => Number(status) >= 400), shown.join());
    await page.getByTestId('wire-clear').click();
    await page.getByText('No call failed').waitFor();
    await watched.finish();
  });
});

/** Injects a fault by the page's own controls. */
async function inject(page: Page, fault: EmulatorFault): Promise<void> {
  await page.keyboard.press('m');
  const controls = page.getByTestId('emulator');
  await controls.getByLabel('What goes wrong').selectOption(fault.kind);
  if (fault.status) await controls.getByLabel('Status').fill(String(fault.status));
  if (fault.retryAfterInMs) await controls.getByLabel('Wait asked for').fill(String(fault.retryAfterInMs));
  if (fault.count) await controls.getByLabel('How many requests').fill(String(fault.count));
  await controls.getByRole('button', { name: 'Inject' }).click();
  await controls.getByTestId('fault').first().waitFor();
  await page.keyboard.press('Escape');
  await controls.waitFor({ state: 'detached' });
}

test('the drawer works in Firefox', async (t) => {
  const [firefox, server] = await Promise.all([launchFirefox(), servePage()]);
  t.after(async () => {
    await firefox.close();
    await server.close();
  });
  const watched = await openFirefoxPage(firefox, server);
  const { page } = watched;
  await page.waitForSelector('.empty');
  await page.click('[data-testid="wire"]');
  await page.waitForSelector('[data-testid="wire-drawer"] [role="option"]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-testid="wire-code"]');
  assert.match(await page.$eval('[data-testid="wire-code"]', (element) => element.textContent ?? ''), /^endpoint='http:\/\/127\.0\.0\.1:7080'\nmethod='GET'/);
  assert.deepEqual(await axeViolations(page), []);
  await watched.finish();
});
