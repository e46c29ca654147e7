import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RoomsClient } from 'acs-rooms';
import { loadSamples, openPage } from './chromium.ts';
import { pretendProduction } from './production.ts';
import { browser, server, useChromium, usePage } from './suite.ts';

useChromium();
usePage();

test('what is created and changed while a slow list is on its way stays', async () => {
  const { page, finish } = await openPage(browser, server, '', {}, async (page) => {
    const emulator = await pretendProduction(page);
    const client = new RoomsClient(emulator.connectionString, { fetch: emulator.fetch });
    for (let room = 0; room < 90; room += 1) await client.createRoom({});
  });
  await page.locator('[data-index="0"]').waitFor();
  const edited = (await page.locator('[data-index="0"]').getAttribute('data-room')) ?? '';
  // From here on, what a list answers is as old as its question when it comes.
  let let_go = () => {};
  const go = new Promise<void>((resolve) => (let_go = resolve));
  let asked = 0;
  await page.route(/\/rooms\?/, async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    asked += 1;
    const { fulfill } = route;
    route.fulfill = async (answer) => {
      await go;
      await fulfill.call(route, answer);
    };
    await route.fallback();
  });
  await page.getByRole('button', { name: 'Refresh' }).first().click();
  while (asked === 0) await page.waitForTimeout(10);
  await page.getByTestId('create').click();
  await page.getByTestId('submit').click();
  const panel = page.getByTestId('room-panel');
  await panel.waitFor();
  const created = (await panel.getAttribute('data-room')) ?? '';
  await page.keyboard.press('Escape');
  await page.locator(`[data-index][data-room="${edited}"]`).click();
  await page.getByTestId('edit').click();
  await page.getByRole('switch', { name: /Phone dial-out/ }).check();
  await page.getByTestId('submit').click();
  await page.locator('[data-testid="pstn"][data-on="true"]').waitFor();
  await page.locator('.dialog').waitFor({ state: 'detached' });
  let_go();
  await page.locator('[data-testid="grid"]:not([aria-busy="true"])').waitFor();
  await page.locator(`[data-index="0"][data-room="${created}"]`).waitFor();
  assert.equal(await page.getByTestId('pstn').getAttribute('data-on'), 'true');
  await finish();
});

test('bulk work and imports run on a page of plain http:, which has no randomUUID', async () => {
  const { page, finish } = await openPage(browser, server, '', {}, (page) =>
    page.addInitScript(() => Object.defineProperty(crypto, 'randomUUID', { value: undefined })),
  );
  await loadSamples(page);
  await page.getByTestId('rooms-menu').click();
  await page.getByTestId('import').click();
  // The room is a little longer than what the service accepts: its start was in the past when it was made.
  const now = Date.now();
  const iso = (time: number) => new Date(time).toISOString();
  await page.locator('#import-text').fill(`createdAt,validFrom,validUntil\n${iso(now)},${iso(now - 80_000)},${iso(now + 180 * 86_400_000)}\n,,${iso(now + 3_600_000)}\n`);
  await page.getByTestId('import-shortened').waitFor();
  await page.getByTestId('submit').click();
  await page.locator('[data-testid="run"][data-phase="finished"]').waitFor();
  assert.equal(await page.getByTestId('run').getAttribute('data-done'), '2');
  await finish();
});
