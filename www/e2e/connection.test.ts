import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage, type WatchedPage } from './chromium.ts';
import { PRODUCTION_HOST, pretendProduction } from './production.ts';
import { enterCommand, runCommand, servePage } from './server.ts';
import { browser, useChromium } from './suite.ts';

useChromium();

const banner = ({ page }: WatchedPage) => page.getByTestId('connection');

test('the page says what it is connected to: in this browser, in the command, behind the proxy', async (t) => {
  for (const [backend, words] of [
    ['embedded', /Emulator in this browser.*https:\/\/emulator\.localhost\/.*kept in this browser/],
    ['command', /Emulator of the command.*live as long as the command runs/],
    ['proxy', /Emulator behind the proxy.*http:\/\/127\.0\.0\.1:\d+\//],
  ] as const) {
    const server = await servePage(backend);
    t.after(() => server.close());
    const watched = await openPage(browser, server);
    await watched.page.getByRole('heading', { name: 'No rooms yet' }).waitFor();
    assert.match((await banner(watched).textContent())?.replace(/\s+/g, ' ') ?? '', words);
    assert.equal(await banner(watched).getAttribute('data-tone'), 'emulator');
    assert.equal(await watched.page.getByTestId('emulator-controls').count(), backend === 'proxy' ? 0 : 1, 'controls only where they work');
    await watched.page.getByTestId('create').click();
    await watched.page.getByTestId('submit').click();
    await watched.page.getByTestId('room-panel').waitFor();
    await watched.finish();
  }
});

test('production looks different, and asks for the id of the room before it deletes', async (t) => {
  const server = await servePage();
  t.after(() => server.close());
  const watched = await openPage(browser, server, '', {}, async (page) => void (await pretendProduction(page)));
  const { page } = watched;
  await page.getByTestId('production').waitFor();
  assert.equal(await banner(watched).getAttribute('data-tone'), 'production');
  assert.equal(await page.title(), `Production ${PRODUCTION_HOST}`);
  assert.match((await page.locator('link[rel="icon"]').getAttribute('href')) ?? '', /production/);
  assert.equal(await page.getByRole('button', { name: 'Load sample rooms' }).count(), 0, 'no samples among real rooms');
  assert.equal(await page.getByTestId('emulator-controls').count(), 0);
  const bar = await page.locator('header').first().evaluate((element) => getComputedStyle(element).backgroundColor);
  assert.equal(bar, 'rgb(163, 22, 28)');

  await page.getByTestId('create').click();
  await page.getByTestId('submit').click();
  const panel = page.getByTestId('room-panel');
  await panel.waitFor();
  const id = (await panel.getAttribute('data-room')) ?? '';
  await panel.getByTestId('delete').click();
  const alert = page.getByRole('alertdialog');
  await alert.getByText(`This is production: ${PRODUCTION_HOST}`).waitFor();
  const confirm = page.getByTestId('confirm');
  assert.equal(await confirm.isDisabled(), true);
  await page.getByTestId('confirm-typed').fill(id.slice(0, -1));
  assert.equal(await confirm.isDisabled(), true);
  await page.keyboard.press('Enter');
  assert.equal(await alert.isVisible(), true, 'Enter is no way round it');
  await page.getByTestId('confirm-typed').fill(id);
  await confirm.click();
  await panel.waitFor({ state: 'detached' });
  await page.getByText(`Room ${id} deleted`).waitFor();
  await watched.finish();
});

test('another tab has the rooms: the second says so, and takes over when the first is closed', async (t) => {
  const server = await servePage();
  t.after(() => server.close());
  const watched = await openPage(browser, server);
  await watched.page.getByTestId('create').click();
  await watched.page.getByTestId('submit').click();
  await watched.page.getByTestId('room-panel').waitFor();
  const second = await watched.page.context().newPage();
  await second.goto(server.url);
  await second.getByText('Another tab has the kept rooms.').waitFor();
  await second.getByRole('heading', { name: 'No rooms yet' }).waitFor();
  await watched.page.close();
  await second.getByRole('button', { name: 'Take over' }).click();
  await second.getByText('Rooms are kept in this browser.').waitFor();
  await second.locator('[data-testid="grid"][data-count="1"]').waitFor();
  await watched.finish();
});

test('a browser without storage: rooms in memory, in words', async (t) => {
  const server = await servePage();
  t.after(() => server.close());
  const watched = await openPage(browser, server, '', {}, (page) => page.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: undefined })));
  await watched.page.getByText('This browser offers no storage.').waitFor();
  await watched.page.getByTestId('create').click();
  await watched.page.getByTestId('submit').click();
  await watched.page.getByTestId('room-panel').waitFor();
  await watched.finish();
});

test('the link of the command lets one browser in; its session stays in no address', async () => {
  const command = runCommand(['admin', '--port', '0']);
  try {
    const link = await command.line('open, once:');
    const open = async (url: string) => {
      const context = await browser.newContext({ locale: 'en-GB' });
      const page = await context.newPage();
      await page.goto(url);
      return { context, page };
    };
    const first = await open(link);
    await first.page.getByRole('heading', { name: 'No rooms yet' }).waitFor();
    assert.ok(!first.page.url().includes('session'), first.page.url());
    // Other tabs of the same browser are let in, and the same tab again.
    await first.page.reload();
    await first.page.getByRole('heading', { name: 'No rooms yet' }).waitFor();
    const tab = await first.context.newPage();
    await tab.goto(new URL('/#/rooms', link).href);
    await tab.getByRole('heading', { name: 'No rooms yet' }).waitFor();
    assert.deepEqual(await first.context.cookies(), []);

    // Another browser is not: neither with the used link nor without.
    for (const url of [link, new URL('/', link).href]) {
      const other = await open(url);
      await other.page.getByRole('heading', { name: 'This page needs the link of the command' }).waitFor();
      await other.context.close();
    }
    await first.context.close();
  } finally {
    await command.stop();
  }
});

test('a server that goes away and comes back is said, and found again', async () => {
  const first = runCommand(['admin', '--port', '0']);
  const { url, session } = await enterCommand(first);
  const port = new URL(url).port;
  const watched = await openPage(browser, { url, admit: async () => ({ 'acs-rooms-session': session }) });
  const { page, faults } = watched;
  await page.getByRole('heading', { name: 'No rooms yet' }).waitFor();
  await first.stop();
  await page.getByRole('button', { name: 'Refresh' }).first().click();
  await page.getByText('The server that gave this page does not answer.').waitFor();
  assert.equal(await banner(watched).getAttribute('data-tone'), 'trouble');

  // Started again, it does not know this browser, until its new link is opened.
  const second = runCommand(['admin', '--port', port]);
  try {
    const link = await second.line('open, once:');
    await banner(watched).getByRole('button', { name: 'Try again' }).click();
    await page.getByText('This page is no longer let in.').waitFor();
    // In the same tab only the fragment changes, so the page has to notice.
    await page.goto(link);
    await page.getByRole('heading', { name: 'No rooms yet' }).waitFor();
    assert.equal(await banner(watched).getAttribute('data-tone'), 'emulator');
  } finally {
    await second.stop();
  }
  assert.ok(faults.every((fault) => /Failed to load|request failed|ERR_|responded with a status of 401/.test(fault)), faults.join('\n'));
  await page.context().close();
});
