import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { openPage } from './chromium.ts';
import { openFirefoxPage } from './firefox.ts';
import { browser, firefox, onEachBackend, server, useChromium, useFirefox } from './suite.ts';

const DAY = 86_400_000;

useChromium();
useFirefox();

type Field = 'validFrom' | 'validUntil';

const dialog = (page: Page) => page.getByRole('dialog');
const field = (page: Page, name: Field) => page.locator(`.dialog [data-field="${name}"]`);
const share = async (page: Page) => Number(await page.getByTestId('limit').getAttribute('data-share'));

/** Types a date and a time of the zone of the page as people do: all of it from the first part on. */
async function typeDate(page: Page, name: Field, { year, month, day, hour, minute }: Record<'year' | 'month' | 'day' | 'hour' | 'minute', number>): Promise<void> {
  await field(page, name).locator('[data-segment="day"]').click();
  await page.keyboard.type([day, month, year, hour, minute].map((value) => String(value).padStart(2, '0')).join(''));
}

function partsOf(date: Date): Record<'year' | 'month' | 'day' | 'hour' | 'minute', number> {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Paris', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' }).formatToParts(date);
  const value = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return { year: value('year'), month: value('month'), day: value('day'), hour: value('hour'), minute: value('minute') };
}

/** The last Sunday of October: in Paris, 02:30 comes twice. */
function lastSundayOfOctober(year: number): number {
  return 31 - new Date(Date.UTC(year, 9, 31)).getUTCDay();
}

onEachBackend('dates ', () => {
  test('the 180 days are a bar, a date, and days of the calendar; what is beyond is said before and by the service', async () => {
    const watched = await openPage(browser, server);
    const { page } = watched;
    await page.getByTestId('create').click();
    assert.equal(await share(page), 0.006);
    assert.match((await page.getByTestId('limit').textContent()) ?? '', /1 day; 179 days left/);
    await dialog(page).getByRole('radio', { name: 'Maximum' }).check();
    assert.equal(await share(page), 1);

    // In the calendar, the days before now and beyond the limit cannot be picked.
    await field(page, 'validUntil').getByRole('button', { name: /calendar/ }).click();
    const disabled = () => page.locator('.calendar-day[data-disabled]:not([data-outside-month])').count();
    const beyond = await page.locator('.calendar-day[data-selected]').evaluate((selected) => {
      const days = [...document.querySelectorAll('.calendar-day:not([data-outside-month])')];
      return days.slice(days.indexOf(selected) + 1).map((day) => day.hasAttribute('data-disabled'));
    });
    assert.ok(beyond.every(Boolean), 'days after the last one');
    assert.match((await page.locator('.calendar-note').textContent()) ?? '', /^Latest end: /);
    for (let month = 0; month < 8; month += 1) await page.getByRole('button', { name: 'Previous month' }).click();
    assert.ok((await disabled()) >= 28, 'months before now');
    await page.keyboard.press('Escape');
    await page.locator('.calendar').waitFor({ state: 'detached' });

    // Typed beyond it, the page warns, and the service says why beside the field, until the date changes.
    await typeDate(page, 'validUntil', partsOf(new Date(Date.now() + 190 * DAY)));
    assert.ok((await share(page)) > 1.05);
    assert.match((await page.getByTestId('limit').textContent()) ?? '', /10 days more than the 180 days/);
    await page.getByTestId('submit').click();
    const error = field(page, 'validUntil').locator('.field-error');
    await error.waitFor();
    assert.equal(await error.textContent(), 'The time range is incorrect, or larger than 180 days.');
    assert.equal(await field(page, 'validFrom').locator('.field-error').count(), 0);
    await typeDate(page, 'validUntil', partsOf(new Date(Date.now() + 20 * DAY)));
    assert.equal(await error.count(), 0);

    // A start that is too far away is the other field's.
    await typeDate(page, 'validFrom', partsOf(new Date(Date.now() + 200 * DAY)));
    await typeDate(page, 'validUntil', partsOf(new Date(Date.now() + 210 * DAY)));
    assert.match((await dialog(page).textContent()) ?? '', /The service takes a start until/);
    await page.getByTestId('submit').click();
    await field(page, 'validFrom').locator('.field-error').waitFor();
    assert.equal(await field(page, 'validFrom').locator('.field-error').textContent(), 'Value is incorrect or more than 180 days in the future.');
    assert.equal(await field(page, 'validUntil').locator('.field-error').count(), 0);
    await watched.finish();
  });

  test('a room near its limit is started anew to be extended', async () => {
    const watched = await openPage(browser, server);
    const { page } = watched;
    await page.getByTestId('create').click();
    await typeDate(page, 'validFrom', partsOf(new Date(Date.now() - 170 * DAY)));
    await dialog(page).getByRole('radio', { name: 'Maximum' }).check();
    await page.getByTestId('submit').click();
    const panel = page.getByTestId('room-panel');
    await panel.waitFor();
    assert.match((await panel.locator('.state').textContent()) ?? '', /Ends in 10 days/);
    await panel.getByTestId('edit').click();
    assert.equal(await share(page), 1);
    await page.getByTestId('restart').click();
    await dialog(page).getByRole('radio', { name: '30 days' }).check();
    assert.ok(Math.abs((await share(page)) - 30 / 180) < 0.002);
    await page.getByTestId('submit').click();
    await dialog(page).waitFor({ state: 'detached' });
    assert.match((await panel.locator('.state').textContent()) ?? '', /Ends in 30 days/);
    await watched.finish();
  });

  test('the nights in which clocks change are pointed out, and both meanings of a time can be had', async () => {
    const watched = await openPage(browser, server);
    const { page } = watched;
    await page.getByTestId('create').click();
    const year = new Date().getUTCFullYear() + 1;
    const day = lastSundayOfOctober(year);
    await typeDate(page, 'validFrom', { year, month: 10, day, hour: 2, minute: 30 });
    const from = field(page, 'validFrom');
    const note = from.getByTestId('clocks-change');
    assert.match((await note.textContent()) ?? '', /clocks go back from 03:00 to 02:00.*the first is meant \(GMT\+2\)/s);
    assert.match((await from.textContent()) ?? '', new RegExp(`GMT\\+2 · ${day} Oct ${year}, 00:30 UTC`));
    await from.getByTestId('other-instant').click();
    assert.match((await note.textContent()) ?? '', /the second is meant \(GMT\+1\)/);
    assert.match((await from.textContent()) ?? '', new RegExp(`GMT\\+1 · ${day} Oct ${year}, 01:30 UTC`));

    // A day before: the clocks change between the two dates.
    await typeDate(page, 'validFrom', { year, month: 10, day: day - 1, hour: 12, minute: 0 });
    assert.match((await page.getByTestId('zones-differ').textContent()) ?? '', /GMT\+2, then GMT\+1/);
    await watched.finish();
  });

  test('in Firefox the limit is shown, and the service’s words are beside the field', async () => {
    const watched = await openFirefoxPage(firefox, server);
    const { page } = watched;
    await page.waitForSelector('.empty');
    await page.click('[data-testid="create"]');
    await page.waitForSelector('[data-testid="limit"]');
    await page.click('.dialog input[value="maximum"]');
    await page.waitForSelector('[data-testid="limit"][data-share="1.000"]');
    await page.click('.dialog [data-field="validUntil"] [data-segment="year"]');
    await page.keyboard.type(String(new Date().getFullYear() + 3));
    await page.waitForSelector('[data-testid="limit"].over');
    await page.click('[data-testid="submit"]');
    await page.waitForSelector('[data-field="validUntil"] .field-error');
    assert.equal(await page.$eval('[data-field="validUntil"] .field-error', (element) => element.textContent), 'The time range is incorrect, or larger than 180 days.');
    await watched.finish();
  });
});
