import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { axeViolations } from './axe.ts';
import { loadSamples, openPage } from './chromium.ts';
import { openFirefoxPage } from './firefox.ts';
import type { Served } from './server.ts';
import { browser, firefox, onEachBackend, server, useChromium, useFirefox } from './suite.ts';

const DAY = 86_400_000;

useChromium();
useFirefox();

/** The part of the time that is shown, once it rests. */
async function span(page: Page): Promise<{ from: number; to: number; length: number }> {
  await page.locator('[data-testid="timeline"]:not([data-moving])').waitFor();
  const [from = 0, to = 0] = await page.getByTestId('timeline').evaluate((element: HTMLElement) => [element.dataset['from'], element.dataset['to']].map((time) => Date.parse(time ?? '')));
  return { from, to, length: to - from };
}

const rows = (page: Page) => page.locator('[data-row]');
const count = async (page: Page) => Number(await page.getByTestId('timeline-rows').getAttribute('data-count'));
const near = (actual: number, expected: number, what: string) => assert.ok(Math.abs(actual - expected) <= Math.abs(expected) / 1000 + 2, `${what}: ${actual} is not ${expected}`);

async function openTimeline(server: Served): Promise<Awaited<ReturnType<typeof openPage>>> {
  const watched = await openPage(browser, server, '#/timeline');
  const { page } = watched;
  await page.getByRole('heading', { name: 'No rooms yet' }).waitFor();
  await loadSamples(page);
  const all = page.getByTestId('load-all');
  if (await all.isVisible()) await all.click();
  await page.locator('[data-testid="count"][data-more="false"]').waitFor();
  await page.getByTestId('timeline-rows').waitFor();
  return watched;
}

onEachBackend('timeline ', () => {
  test('it zooms and pans by buttons, keys, wheel, drag and pinch, and its address brings it back', async () => {
    const watched = await openTimeline(server);
    const { page } = watched;
    near((await span(page)).length, 7 * DAY, 'a week at first');

    await page.getByRole('button', { name: 'Zoom in' }).click();
    near((await span(page)).length, 3.5 * DAY, 'zoomed by the button');
    await page.getByTestId('timeline-rows').focus();
    await page.keyboard.press('+');
    near((await span(page)).length, 1.75 * DAY, 'zoomed by the key');
    await page.keyboard.press('-');
    const before = await span(page);
    await page.keyboard.press('ArrowRight');
    near((await span(page)).from - before.from, before.length / 8, 'panned by the key');
    await page.keyboard.press('0');
    const all = await span(page);
    assert.ok(all.length > 100 * DAY);
    for (const edge of ['earlier', 'later']) assert.equal(await page.getByTestId(edge).getAttribute('data-count'), '0');
    assert.equal(await count(page), 60);
    await page.keyboard.press('t');
    const today = await span(page);
    near(today.length, all.length, 'today keeps the length');
    assert.ok(today.from < Date.now() && today.to > Date.now());
    await page.getByRole('radio', { name: 'Day', exact: true }).check();
    near((await span(page)).length, DAY, 'a day');

    // The time under the pointer stays there.
    const box = await page.locator('.crowd svg').boundingBox();
    assert.ok(box);
    const [x, y] = [box.x + box.width / 4, box.y + 100];
    const start = await span(page);
    const held = start.from + start.length / 4;
    await page.mouse.move(x, y);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -240);
    await page.keyboard.up('Control');
    const wheeled = await span(page);
    assert.ok(wheeled.length < start.length * 0.7, 'the wheel zooms');
    assert.ok(Math.abs(wheeled.from + wheeled.length / 4 - held) < wheeled.length / 200, 'around the pointer');
    await page.mouse.wheel(200, 0);
    const sideways = await span(page);
    near(sideways.from - wheeled.from, (wheeled.length * 200) / box.width, 'a sideways wheel pans');

    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 40, y, { steps: 4 });
    await page.mouse.move(x + 120, y, { steps: 4 });
    await page.mouse.up();
    const dragged = await span(page);
    near(dragged.from - sideways.from, -(sideways.length * 120) / box.width, 'dragging pans');
    assert.equal(await page.getByTestId('room-panel').count(), 0, 'a drag is no click');

    // Two fingers go twice as far apart.
    const touch = await page.context().newCDPSession(page);
    const fingers = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart: number) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [-1, 1].map((side, id) => ({ x: box.x + 400 + side * apart, y, id })) });
    await fingers('touchStart', 80);
    for (const apart of [100, 120, 140, 160]) await fingers('touchMove', apart);
    await fingers('touchEnd', 0);
    near((await span(page)).length, dragged.length / 2, 'pinched');

    const last = await span(page);
    assert.match(new URL(page.url()).hash, /^#\/timeline\?from=\d{4}-[\d-]+T[\d:.]+Z&to=[\dT:.Z-]+$/);
    await page.reload();
    await page.getByTestId('timeline').waitFor();
    assert.deepEqual(await span(page), last);
    await watched.finish();
  });

  test('rows open rooms by pointer and keyboard, explain themselves, and only those in sight are rendered', async () => {
    const watched = await openTimeline(server);
    const { page } = watched;
    await page.getByTestId('timeline-fit').click();
    await span(page);
    const rendered = await rows(page).count();
    assert.ok(rendered > 5 && rendered < 50, `${rendered} rows are rendered`);

    const second = await rows(page).nth(1).getAttribute('data-room');
    await page.locator(`[data-room="${second}"] .bar`).hover();
    const tip = page.getByTestId('timeline-tip');
    assert.match((await tip.textContent()) ?? '', new RegExp(`${second}.*(CET|CEST|GMT\\+[12]).*UTC`));
    await page.locator('.crowd svg').hover();
    assert.match((await tip.textContent()) ?? '', /rooms? open/);

    await page.getByTestId('timeline-rows').focus();
    await page.keyboard.press('ArrowDown');
    const active = await page.getByTestId('timeline-rows').getAttribute('aria-activedescendant');
    assert.equal(active, `timeline-${second}`);
    assert.match((await page.locator(`#${active}`).textContent()) ?? '', new RegExp(`^${second}\\s*(Active|Scheduled), .+ to .+`));
    await page.keyboard.press('End');
    await page.locator('[data-row="59"]').waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const panel = page.getByTestId('room-panel');
    await panel.waitFor();
    assert.equal(await panel.getAttribute('data-room'), second);
    assert.match(new URL(page.url()).hash, new RegExp(`^#/timeline/${second}\\?from=`));
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    assert.equal(await page.getByTestId('timeline-rows').evaluate((element) => element === document.activeElement), true);

    await rows(page).nth(3).click();
    await panel.waitFor();
    await page.getByTestId('view-rooms').check();
    await page.getByTestId('grid').waitFor();
    await page.goBack();
    await page.getByTestId('timeline-rows').waitFor();
    await watched.finish();
  });

  test('filters apply, what ends soon comes first, and gaps say where to go', async () => {
    const watched = await openTimeline(server);
    const { page } = watched;
    await page.getByTestId('timeline-fit').click();
    await span(page);
    await page.getByRole('radio', { name: /^Scheduled/ }).check();
    const scheduled = await count(page);
    assert.ok(scheduled > 0 && scheduled < 60);
    assert.deepEqual(new Set(await rows(page).evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset['tone']))), new Set(['scheduled']));
    await page.getByTestId('pstn-filter').selectOption('on');
    const withPhone = await count(page);
    assert.ok(withPhone > 0 && withPhone < scheduled);
    await page.getByTestId('pstn-filter').selectOption('all');
    await page.getByRole('radio', { name: /^All/ }).check();

    const soon = Number(await page.getByTestId('ending-hour').locator('strong').textContent());
    assert.ok(soon > 0, 'the samples have rooms that end soon');
    await page.getByTestId('ending-hour').click();
    assert.ok((await span(page)).length < 2 * 3_600_000);
    const tones = await rows(page).evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset['tone']));
    assert.ok(tones.slice(0, Math.min(soon, 5)).every((tone) => tone === 'soon'), tones.join());
    assert.match(new URL(page.url()).hash, /sort=validUntil/);

    // Two years ahead there is nothing, and the way back is offered.
    const far = Date.now() + 730 * DAY;
    await page.evaluate(([from, to]) => (location.hash = `#/timeline?from=${new Date(from ?? 0).toISOString()}&to=${new Date(to ?? 0).toISOString()}`), [far, far + 7 * DAY]);
    await page.getByRole('heading', { name: 'No room is open in this time' }).waitFor();
    assert.equal(await page.getByTestId('crowd').getAttribute('data-most'), '0');
    assert.equal(await page.getByTestId('crowd').getAttribute('data-gaps'), '1');
    assert.equal(await page.getByTestId('earlier').getAttribute('data-count'), '60');
    await page.getByTestId('earlier').click();
    await page.getByTestId('timeline-rows').waitFor();
    assert.ok((await count(page)) > 0);
    await watched.finish();
  });

  test('it works in Firefox too', async () => {
    const watched = await openFirefoxPage(firefox, server, '#/timeline');
    const { page } = watched;
    await page.waitForSelector('.empty');
    await page.click('[data-testid="sample"]');
    await page.waitForSelector('[data-testid="timeline-rows"]');
    const length = () =>
      page.$eval('[data-testid="timeline"]', (element) => Date.parse(element.getAttribute('data-to') ?? '') - Date.parse(element.getAttribute('data-from') ?? ''));
    const rests = () => page.waitForSelector('[data-testid="timeline"]:not([data-moving])');
    assert.deepEqual(await axeViolations(page), [], 'timeline');
    await page.focus('[data-testid="timeline-rows"]');
    await page.keyboard.press('+');
    await rests();
    near(await length(), 3.5 * DAY, 'zoomed by the key');
    await page.keyboard.press('0');
    await rests();
    const fit = await length();
    assert.ok(fit > 60 * DAY, `${fit / DAY} days`);

    const box = await (await page.$('.crowd svg'))?.boundingBox();
    assert.ok(box);
    const before = await page.$eval('[data-testid="timeline"]', (element) => Date.parse(element.getAttribute('data-from') ?? ''));
    await page.mouse.move(box.x + 300, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + 200, box.y + 100, { steps: 5 });
    await page.mouse.up();
    await rests();
    const after = await page.$eval('[data-testid="timeline"]', (element) => Date.parse(element.getAttribute('data-from') ?? ''));
    near(after - before, (fit * 100) / box.width, 'dragging pans');
    await page.click('[data-row="1"]');
    await page.waitForSelector('[data-testid="room-panel"]');
    await watched.finish();
  });
});
