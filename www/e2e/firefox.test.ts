import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { axeViolations } from './axe.ts';
import { launchFirefox, openFirefoxPage } from './firefox.ts';
import { BACKENDS, servePage } from './server.ts';

const USER = '8:acs:bbbcbc1e-9f06-482a-b5d8-20e3f26ef0cd_45ab2481-1c1c-4005-be24-0ffb879b1130';

let browser: Browser;
before(async () => {
  browser = await launchFirefox();
});
after(() => browser?.close());

const attribute = (page: Page, selector: string, name: string) => page.$eval(selector, (element, wanted) => element.getAttribute(wanted), name);
const text = (page: Page, selector: string) => page.$eval(selector, (element) => element.textContent?.replace(/\s+/g, ' ').trim() ?? '');
const gone = (page: Page, selector: string) => page.waitForFunction((wanted) => !document.querySelector(wanted), {}, selector);

for (const backend of BACKENDS) {
  test(`a room lives in Firefox too, on ${backend}: create, edit, participants, delete`, async (t) => {
    const server = await servePage(backend);
    t.after(() => server.close());
    const watched = await openFirefoxPage(browser, server);
    const { page } = watched;
    await page.waitForSelector('.empty');
    assert.deepEqual(await axeViolations(page), [], 'empty');

    await page.click('[data-testid="create"]');
    await page.waitForSelector('.dialog');
    await page.click('.dialog [data-field="validUntil"] [data-segment="year"]');
    await page.keyboard.type(String(new Date().getFullYear() - 1));
    await page.click('[data-testid="submit"]');
    await page.waitForSelector('[data-field="validUntil"] .field-error');
    assert.equal(await text(page, '[data-field="validUntil"] .field-error'), 'The time range end is in the past.');
    await page.click('.dialog input[value="month"]');
    await page.type('.dialog textarea', `${USER}, Presenter`);
    await page.waitForSelector('[data-verdict="good"]');
    assert.deepEqual(await axeViolations(page), [], 'create');
    await page.click('[data-testid="submit"]');
    await gone(page, '.dialog');
    await page.waitForSelector(`[data-raw-id="${USER}"]`);
    const id = (await attribute(page, '[data-testid="room-panel"]', 'data-room')) ?? '';
    assert.match(id, /^\d{16,18}$/);
    assert.match(await text(page, '[data-testid="room-panel"] .state'), /Active Ends in 30 days/);

    await page.click('[data-testid="edit"]');
    await page.waitForSelector('.dialog');
    await page.click('.dialog input[role="switch"]');
    await page.click('[data-testid="submit"]');
    await gone(page, '.dialog');
    assert.equal(await attribute(page, '[data-testid="pstn"]', 'data-on'), 'true');

    await page.select(`[data-raw-id="${USER}"] select`, 'Consumer');
    await page.waitForFunction((wanted) => document.querySelector<HTMLSelectElement>(`[data-raw-id="${wanted}"] select`)?.value === 'Consumer', {}, USER);
    await page.click(`[data-raw-id="${USER}"] button[aria-label^="Remove"]`);
    await gone(page, `[data-raw-id="${USER}"]`);
    assert.deepEqual(await axeViolations(page), [], 'room');

    await page.click('[data-testid="delete"]');
    await page.waitForSelector('[role="alertdialog"]');
    assert.equal(await text(page, '[role="alertdialog"] h2, [role="alertdialog"] [role="heading"]'), `Delete room ${id}?`);
    await page.click('[data-testid="confirm"]');
    await gone(page, '[data-testid="room-panel"]');
    assert.equal(await attribute(page, '[data-testid="grid"]', 'data-count'), '0');

    // The table under the same policy, with all its rows.
    await page.click('[data-testid="sample"]');
    await page.waitForFunction(() => Number(document.querySelector('[data-testid="count"]')?.getAttribute('data-read')) >= 30);
    assert.deepEqual(await axeViolations(page), [], 'table');
    await watched.finish();
  });
}
