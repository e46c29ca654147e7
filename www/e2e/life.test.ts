import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { keepScreenshot, openPage } from './chromium.ts';
import { servePage } from './server.ts';
import { browser, onEachBackend, server, useChromium } from './suite.ts';

const USER = (letter: string) => `8:acs:bbbcbc1e-9f06-482a-b5d8-20e3f26ef0cd_45ab2481-1c1c-4005-be24-0ffb879b113${letter}`;

useChromium();

async function typeYear(page: Page, field: 'validFrom' | 'validUntil', year: number): Promise<void> {
  await page.locator(`.dialog [data-field="${field}"] [data-segment="year"]`).click();
  await page.keyboard.type(String(year));
}

const submit = (page: Page) => page.getByTestId('submit').click();
const dialog = (page: Page) => page.getByRole('dialog');
const participants = (page: Page) => page.locator('[data-raw-id]');

async function roles(page: Page): Promise<string[]> {
  return participants(page).evaluateAll((rows) => rows.map((row) => `${row.getAttribute('data-raw-id')?.slice(-1)} ${row.querySelector('select')?.value}`));
}

onEachBackend('', () => {
  test('a room lives: create, edit, participants in and out, delete', async () => {
    const watched = await openPage(browser, server);
    const { page } = watched;

    // An empty list says so, and offers the next step.
    await page.getByRole('heading', { name: 'No rooms yet' }).waitFor();
    await page.keyboard.press('n');
    await dialog(page).waitFor();
    assert.equal(await dialog(page).getByRole('radio', { name: '1 day' }).isChecked(), true);

    // The service refuses an end in the past, and says so beside that field.
    const lastYear = new Date().getFullYear() - 1;
    await typeYear(page, 'validUntil', lastYear);
    await submit(page);
    const error = page.locator('[data-field="validUntil"] .field-error');
    await error.waitFor();
    assert.equal(await error.textContent(), 'The time range end is in the past.');
    assert.equal(await page.locator('[data-field="validFrom"] .field-error').count(), 0);
    assert.equal(await page.locator('.dialog .failure').count(), 0, 'said once');
    const focused = await page.evaluate(() => document.activeElement?.closest('[data-field]')?.getAttribute('data-field'));
    assert.equal(focused, 'validUntil', 'the focus is where the mistake is');
    await keepScreenshot(page, 'error-beside-field');

    // Put right, it is created, and its details open.
    await dialog(page).getByRole('radio', { name: '30 days' }).check();
    await dialog(page).getByRole('switch', { name: /Phone dial-out/ }).check();
    await dialog(page).getByLabel('Participants').fill(`${USER('0')}, Presenter`);
    await submit(page);
    const panel = page.getByTestId('room-panel');
    await panel.waitFor();
    await dialog(page).waitFor({ state: 'detached' });
    const id = (await panel.getAttribute('data-room')) ?? '';
    assert.match(id, /^\d{16,18}$/);
    assert.equal(new URL(page.url()).hash, `#/rooms/${id}`);
    assert.equal(await page.getByTestId('grid').getAttribute('data-count'), '1');
    assert.match((await page.locator(`[data-room="${id}"] .state`).first().textContent()) ?? '', /Active\s*Ends in 30 days/);
    assert.equal(await panel.getByTestId('pstn').getAttribute('data-on'), 'true');
    await participants(page).first().waitFor();
    assert.deepEqual(await roles(page), ['0 Presenter']);

    // Edit: both dates go together, and phone dial-out goes off.
    await panel.getByTestId('edit').click();
    assert.equal(await page.getByTestId('submit').isDisabled(), true, 'nothing to save yet');
    await dialog(page).getByRole('radio', { name: '1 hour' }).check();
    await dialog(page).getByRole('switch', { name: /Phone dial-out/ }).uncheck();
    await submit(page);
    await dialog(page).waitFor({ state: 'detached' });
    assert.equal(await panel.getByTestId('pstn').getAttribute('data-on'), 'false');
    assert.match((await panel.locator('.state').textContent()) ?? '', /Ends soon\s*Ends in (1 hour|60 minutes)/);
    const until = Date.parse((await panel.getByTestId('validUntil').getAttribute('datetime')) ?? '');
    assert.ok(Math.abs(until - Date.now() - 3_600_000) < 120_000, `ends at ${new Date(until).toISOString()}`);

    // Paste participants: kinds are shown, wrong ones marked and not sent.
    await panel.getByTestId('add-participants').click();
    await dialog(page).getByLabel('Raw ids').fill(`${USER('1')}\n${USER('2')}, Consumer\n4:+14255550123\nhello`);
    assert.equal(await dialog(page).locator('li[data-verdict="good"]').count(), 2);
    assert.match((await dialog(page).locator('li[data-verdict="unsupported"]').textContent()) ?? '', /Phone number/);
    assert.match((await dialog(page).locator('li[data-verdict="unknown"]').textContent()) ?? '', /hello/);
    await submit(page);
    assert.equal(await dialog(page).isVisible(), true, 'wrong ids keep the dialog open');
    assert.deepEqual(await roles(page), ['0 Presenter']);
    await dialog(page).getByRole('button', { name: 'Leave out the wrong ones' }).click();
    await dialog(page).getByRole('radio', { name: 'Collaborator' }).check();
    await page.getByRole('button', { name: 'Add 2 participants' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    assert.deepEqual(await roles(page), ['0 Presenter', '1 Collaborator', '2 Consumer']);

    // A role changes in its row.
    await page.getByLabel(`Role of ${USER('2')}`).selectOption('Attendee');
    await page.getByText('Role is now Attendee').waitFor();
    assert.deepEqual(await roles(page), ['0 Presenter', '1 Collaborator', '2 Attendee']);

    // Remove one, take it back, remove it again.
    const removeOne = page.getByRole('button', { name: `Remove ${USER('1')}` });
    await removeOne.click();
    await page.getByText('Participant removed').waitFor();
    assert.deepEqual(await roles(page), ['0 Presenter', '2 Attendee']);
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await page.getByText('Participant added again').waitFor();
    assert.deepEqual(await roles(page), ['0 Presenter', '2 Attendee', '1 Collaborator']);
    await removeOne.click();
    await page.locator(`[data-raw-id="${USER('1')}"]`).waitFor({ state: 'detached' });

    // The service agrees: the panel, opened anew, reads the same.
    await panel.getByRole('button', { name: 'Close' }).click();
    await panel.waitFor({ state: 'detached' });
    await page.getByTestId('grid').press('Enter');
    await participants(page).first().waitFor();
    assert.deepEqual(await roles(page), ['0 Presenter', '2 Attendee']);

    // Deleting names the room; cancel keeps it.
    await panel.getByTestId('delete').click();
    const alert = page.getByRole('alertdialog');
    await alert.getByRole('heading', { name: `Delete room ${id}?` }).waitFor();
    await alert.getByRole('button', { name: 'Cancel' }).click();
    await alert.waitFor({ state: 'detached' });
    assert.equal(await page.getByTestId('grid').getAttribute('data-count'), '1');
    await panel.getByTestId('delete').click();
    await page.getByTestId('confirm').click();
    await panel.waitFor({ state: 'detached' });
    await page.getByText(`Room ${id} deleted`).waitFor();
    assert.equal(await page.getByTestId('grid').getAttribute('data-count'), '0');
    assert.equal(new URL(page.url()).hash, '#/rooms');
    await page.getByRole('heading', { name: 'No rooms yet' }).waitFor();

    await watched.finish();
  });

  test('a room that is gone is a clear answer, also for a deep link and for a room deleted meanwhile', async () => {
    const watched = await openPage(browser, server, '#/rooms/99400000000467221');
    const { page } = watched;
    await page.getByRole('heading', { name: 'No such room' }).waitFor();
    await page.getByRole('button', { name: 'Back to the list' }).click();
    assert.equal(new URL(page.url()).hash, '#/rooms');

    // An id that the service refuses shows its words, the request id, and something to copy.
    await page.evaluate(() => (location.hash = '#/rooms/123'));
    const failure = page.locator('.failure');
    await failure.getByText('Invalid room ID length.').waitFor();
    assert.match((await failure.textContent()) ?? '', /400\s*BadRequest\s*Request id\s*\S+/);
    await failure.getByRole('button', { name: 'Copy details' }).click();
    await page.getByText('Copied').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /message: .*\ncode: BadRequest\nstatus: 400\nrequest id: \S+/s);
    assert.doesNotMatch(copied, /accesskey|signature/i);
    await keepScreenshot(page, 'failure');
    await watched.finish();
  });
});

test('a list that cannot be read says so where the list would be, and offers another try', async (t) => {
  const server = await servePage();
  t.after(() => server.close());
  const watched = await openPage(browser, server, '', {}, (page) =>
    page.route('**/assets/emulator*.js', (route) => route.abort(), { times: 1 }),
  );
  const { page, faults } = watched;
  await page.getByRole('heading', { name: 'The server does not answer' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Try again' }).count(), 1);
  await keepScreenshot(page, 'list-failure');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'No rooms yet' }).waitFor();
  assert.ok(faults.length > 0 && faults.every((fault) => /emulator/.test(fault) || /Failed to load resource/.test(fault)), faults.join('\n'));
});
