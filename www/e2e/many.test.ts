import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { firstRows, makeManyRooms, MANY, measure, openWithMany, printFigures, readAll, readSoFar } from './many.ts';
import { BACKENDS, servePage } from './server.ts';

// How long it takes depends on the machine: the figures are printed here, and judged by `npm run figures`.

let browser: Browser;
let rooms: Awaited<ReturnType<typeof makeManyRooms>>;
before(async () => {
  [browser, rooms] = await Promise.all([launchChromium(), makeManyRooms()]);
});
after(() => browser?.close());

for (const backend of BACKENDS) {
  test(`${MANY} rooms on ${backend}: the first are shown before the others are read, and only those in sight are rendered`, async (t) => {
    const server = await servePage(backend);
    t.after(() => server.close());
    const watched = await openWithMany(browser, server, backend, rooms);
    const { page } = watched;
    await firstRows(page);
    const first = await readSoFar(page);
    assert.ok(first >= 30 && first < 200, `${first} rooms were read before the first were shown`);
    const figures = await measure(page);
    t.diagnostic(printFigures(backend, figures));
    assert.equal(await readSoFar(page), MANY);
    assert.ok(figures.rowsInDom > 5 && figures.rowsInDom < 60, `${figures.rowsInDom} rows in the DOM`);
    assert.ok((await page.locator('[data-row]').count()) < 60, 'rows of the timeline');
    assert.ok(figures.heapInBytes > 1e6);
    await watched.finish();
  });
}

test('scrolling to the end reads page after page, without a button', async (t) => {
  const server = await servePage('command');
  t.after(() => server.close());
  const watched = await openWithMany(browser, server, 'command', rooms);
  const { page } = watched;
  await firstRows(page);
  const first = await readSoFar(page);
  await page.getByTestId('grid').focus();
  for (let jump = 0; jump < 4; jump += 1) {
    const before = await readSoFar(page);
    await page.keyboard.press('End');
    await page.waitForFunction((before) => Number(document.querySelector('[data-testid="count"]')?.getAttribute('data-read')) > before, before);
  }
  assert.ok((await readSoFar(page)) > first + 90);
  await readAll(page);
  assert.equal(await readSoFar(page), MANY);
  await watched.finish();
});
