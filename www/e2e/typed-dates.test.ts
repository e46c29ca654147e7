import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from './chromium.ts';
import { browser, server, useChromium, usePage } from './suite.ts';

useChromium();
usePage();

test('a date is the one that was typed, day first or month first, whatever month there was before', async () => {
  const year = new Date().getFullYear() + 1;
  const orders: [string, (day: string, month: string) => string, string][] = [
    ['fr-FR', (day, month) => `${day}${month}${year}1800`, 'day'],
    ['de-DE', (day, month) => `${day}${month}${year}1800`, 'day'],
    ['en-US', (day, month) => `${month}${day}${year}0600p`, 'month'],
  ];
  for (const [locale, order, begins] of orders) {
    const watched = await openPage(browser, server, '', { locale });
    const { page } = watched;
    await page.getByTestId('create').click();
    const until = page.locator('.dialog [data-field="validUntil"]');
    const shown = async (part: string) => Number(await until.locator(`[data-segment="${part}"]`).textContent());
    const type = async (typed: string) => {
      await until.locator(`[data-segment="${begins}"]`).click();
      await page.keyboard.type(typed);
    };
    // From a month of 30 days to one of 31, through February, and days of one digit.
    for (const [day, month] of [['30', '11'], ['31', '12'], ['28', '02'], ['31', '01'], ['30', '03'], ['05', '10'], ['29', '09']] as const) {
      await type(order(day, month));
      assert.deepEqual([await shown('day'), await shown('month'), await shown('year')], [Number(day), Number(month), year], `${locale} ${day}.${month}.`);
      await page.locator('.dialog [data-field="validFrom"]').locator('[data-segment="day"]').focus();
      assert.deepEqual([await shown('day'), await shown('month'), await shown('year')], [Number(day), Number(month), year], `${locale} ${day}.${month}. left`);
      assert.equal(await until.getByTestId('day-cut').count(), 0);
    }
    // A day that there is not stays as typed until the field is left, which says what was taken.
    await type(order('31', '11').slice(0, 4));
    assert.equal(await shown('day'), 31);
    await page.locator('.dialog [data-field="validFrom"]').locator('[data-segment="day"]').focus();
    assert.match((await until.getByTestId('day-cut').textContent()) ?? '', /31.*30/);
    assert.deepEqual([await shown('day'), await shown('month')], [30, 11]);
    await watched.finish();
  }
});
