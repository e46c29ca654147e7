import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RoomsClient } from 'acs-rooms';
import type { RoomsEmulator } from 'acs-rooms/emulator';
import { openPage } from './chromium.ts';
import { pretendProduction, PRODUCTION_HOST } from './production.ts';
import { browser, server, useChromium, usePage } from './suite.ts';

useChromium();
usePage();

test('on production, deleting rooms and taking people out of them asks for the number of rooms', async () => {
  let emulator: RoomsEmulator | undefined;
  const { page, finish } = await openPage(browser, server, '', {}, async (page) => {
    emulator = await pretendProduction(page);
    const client = new RoomsClient(emulator.connectionString, { fetch: emulator.fetch });
    for (let room = 0; room < 5; room += 1) await client.createRoom();
  });
  const sent = (method: string) => emulator?.requests().filter((request) => request.method === method).length;
  await page.locator('[data-index="4"]').waitFor();
  await page.getByTestId('grid').focus();
  await page.keyboard.press('Control+a');

  await page.getByTestId('bulk-remove').click();
  await page.locator('.dialog textarea').fill('8:acs:11111111-2222-4333-8444-555555555555_00000000-0000-4000-8000-00000000000a');
  await page.getByTestId('submit').click();
  const alert = page.getByRole('alertdialog');
  await alert.getByText(`This is production: ${PRODUCTION_HOST}`).waitFor();
  assert.equal(await page.getByTestId('confirm').isDisabled(), true);
  await page.keyboard.press('Escape');
  await alert.waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await page.locator('.dialog').waitFor({ state: 'detached' });
  assert.equal(sent('PATCH'), 0);

  await page.getByTestId('bulk-delete').click();
  await alert.waitFor();
  await page.getByTestId('confirm-typed').fill('4');
  assert.equal(await page.getByTestId('confirm').isDisabled(), true, 'another number does not do');
  assert.equal(sent('DELETE'), 0);
  await page.getByTestId('confirm-typed').fill('5');
  await page.getByTestId('confirm').click();
  await page.locator('[data-testid="run"][data-phase="finished"]').waitFor();
  assert.equal(sent('DELETE'), 5);
  await finish();
});

test('leaving the page while work is running is asked about, and not when it is over', async () => {
  const { page, finish } = await openPage(browser, server, '', {}, async (page) => {
    const emulator = await pretendProduction(page);
    const client = new RoomsClient(emulator.connectionString, { fetch: emulator.fetch });
    for (let room = 0; room < 3; room += 1) await client.createRoom();
    emulator.injectFault({ kind: 'slowHeaders', method: 'DELETE', delayInMs: 1500, count: 'always' });
  });
  await page.locator('[data-index="2"]').waitFor();
  await page.getByTestId('grid').focus();
  await page.keyboard.press('Control+a');
  await page.getByTestId('bulk-delete').click();
  await page.getByTestId('confirm-typed').fill('3');
  await page.getByTestId('confirm').click();
  await page.locator('[data-testid="run"][data-phase="running"]').waitFor();
  const asks = () => page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
  assert.equal(await asks(), true);
  await page.locator('[data-testid="run"][data-phase="finished"]').waitFor();
  assert.equal(await asks(), false);
  await finish();
});
