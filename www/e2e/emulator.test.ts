import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { axeViolations } from './axe.ts';
import { loadSamples, openPage } from './chromium.ts';
import { launchFirefox, openFirefoxPage } from './firefox.ts';
import { servePage } from './server.ts';
import { browser, onEachBackend, server, useChromium } from './suite.ts';

useChromium();

async function openControls(page: Page) {
  await page.keyboard.press('m');
  const controls = page.getByTestId('emulator');
  await controls.waitFor();
  return controls;
}

async function closeControls(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByTestId('emulator').waitFor({ state: 'detached' });
}

const read = async (page: Page) => Number(await page.getByTestId('count').getAttribute('data-read'));

onEachBackend('', () => {
  test('time goes forward, the page follows, also after a reload', async () => {
    const watched = await openPage(browser, server);
    const { page } = watched;
    await page.getByTestId('create').click();
    await page.getByTestId('submit').click();
    const panel = page.getByTestId('room-panel');
    await panel.waitFor();
    const id = await panel.getAttribute('data-room');
    assert.match((await panel.locator('.state').textContent()) ?? '', /Ends in (1 day|24 hours)/);
    const controls = await openControls(page);
    await controls.getByRole('button', { name: '+ 1 hour' }).click();
    await controls.getByText(/1 hr ahead of the real clock/).waitFor();
    await controls.getByLabel('Another step').fill('-3');
    await controls.getByRole('button', { name: 'Put forward' }).click();
    await controls.getByText('Give a number above 0.').waitFor();
    await controls.getByLabel('Another step').fill('1.5');
    await controls.getByLabel('Unit').selectOption('hours');
    await controls.getByRole('button', { name: 'Put forward' }).click();
    await controls.getByText(/2 hrs? 30 mins? ahead of the real clock/).waitFor();
    assert.match((await panel.locator('.state').textContent()) ?? '', /Ends in 2[12] hours/);
    await page.reload();
    await page.getByTestId('pill-time').getByText(/Clock 2 hrs? 30 mins? ahead/).waitFor();
    await panel.locator('.state').waitFor();
    await page.getByText(/Ends in 2[12] hours/).first().waitFor();

    // A day later it is over. A new one begins at the emulator's now.
    const again = await openControls(page);
    await again.getByRole('button', { name: '+ 1 day' }).click();
    await panel.getByText('Expired').first().waitFor();
    assert.equal(await panel.getAttribute('data-room'), id);
    await closeControls(page);
    await panel.getByRole('button', { name: 'Close' }).click();
    await page.getByTestId('create').click();
    await page.getByTestId('submit').click();
    await panel.waitFor();
    assert.match((await panel.locator('.state').textContent()) ?? '', /Active\s*Ends in (1 day|24 hours)/);
    await watched.finish();
  });

  test('faults are injected, shown while they wait, and cleared; a wrong one is named', async () => {
    const watched = await openPage(browser, server);
    const { page } = watched;
    await page.getByRole('heading', { name: 'No rooms yet' }).waitFor();
    let controls = await openControls(page);
    await controls.getByTestId('no-faults').waitFor();
    await controls.getByLabel('Status').fill('200');
    await controls.getByRole('button', { name: 'Inject' }).click();
    await controls.getByText(/status must be a whole number from 400 to 599/).waitFor();
    await controls.getByLabel('Status').fill('403');
    await controls.getByLabel('Which requests').selectOption('createRoom');
    await controls.getByLabel('Until cleared').check();
    await controls.getByRole('button', { name: 'Inject' }).click();
    await controls.getByTestId('fault').waitFor();
    assert.match((await controls.getByTestId('fault').textContent()) ?? '', /An error status 403\s*Create a room · until cleared/);
    await closeControls(page);
    await page.getByTestId('pill-faults').getByText('1 fault waiting').waitFor();

    await page.getByTestId('create').click();
    await page.getByTestId('submit').click();
    await page.locator('.dialog .failure').getByText('The service refused the request').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.dialog').waitFor({ state: 'detached' });

    controls = await openControls(page);
    await controls.getByRole('button', { name: 'Clear faults' }).click();
    await controls.getByTestId('no-faults').waitFor();
    await closeControls(page);
    await page.getByTestId('create').click();
    await page.getByTestId('submit').click();
    await page.getByTestId('room-panel').waitFor();
    await watched.finish();
  });

  test('the state goes out as a file and comes in again; a wrong file is refused with the reason', async () => {
    const watched = await openPage(browser, server);
    const { page } = watched;
    await page.getByRole('heading', { name: 'No rooms yet' }).waitFor();
    await loadSamples(page);
    const before = await read(page);
    const controls = await openControls(page);
    const [download] = await Promise.all([page.waitForEvent('download'), controls.getByTestId('export-state').click()]);
    assert.match(download.suggestedFilename(), /^rooms-emulator-\d{4}-\d\d-\d\d\.jsonl$/);
    const file = await download.path();
    const state = await readFile(file, 'utf8');
    assert.ok(state.split('\n').length > 60, 'a line for each room');

    await controls.getByTestId('reset').click();
    await page.getByTestId('confirm').click();
    await page.getByText('The emulator is empty.').waitFor();
    await page.getByRole('heading', { name: 'No rooms yet' }).waitFor();

    const again = await openControls(page);
    for (const [text, reason] of [
      ['id,validFrom\n1,2\n', /this is no state that this version of the emulator exported: its first line must be/],
      [state.replace('"roomCreated"', '"roomLost"'), /line \d+: unknown variant `roomLost`/],
    ] as const) {
      await again.getByTestId('state-file').setInputFiles({ name: 'wrong.jsonl', mimeType: 'text/plain', buffer: Buffer.from(text) });
      await again.getByText('wrong.jsonl was not imported').waitFor();
      await again.getByText(reason).waitFor();
    }
    await again.getByTestId('state-file').setInputFiles(file);
    await page.getByText('State imported').waitFor();
    await page.locator(`[data-testid="count"][data-read="${before}"]`).waitFor();
    await watched.finish();
  });
});

test('the controls work in Firefox', async (t) => {
  const [firefox, server] = await Promise.all([launchFirefox(), servePage('command')]);
  t.after(async () => {
    await firefox.close();
    await server.close();
  });
  const watched = await openFirefoxPage(firefox, server);
  const { page } = watched;
  await page.waitForSelector('.empty');
  await page.click('[data-testid="emulator-controls"]');
  await page.waitForSelector('[data-testid="emulator"]');
  await page.locator('::-p-text(+ 30 days)').click();
  await page.waitForFunction(() => /30 days ahead/.test(document.querySelector('[data-testid="emulator-ahead"]')?.textContent ?? ''));
  assert.deepEqual(await axeViolations(page), []);
  await watched.finish();
});
