import { RoomsClient } from 'acs-rooms';
import type { Browser, Page } from 'playwright-core';
import { BULK_VIEWS } from './bulk-views.ts';
import { loadSamples, openPage, type Look } from './chromium.ts';
import { pretendProduction } from './production.ts';
import type { Served } from './server.ts';

/** A view of the page: what is looked at as a picture, and by axe. Add yours here. */
export interface View {
  name: string;
  /** Makes the view out of the table with the sample rooms. */
  open(page: Page): Promise<unknown>;
}

const PASTE = [
  '8:acs:bbbcbc1e-9f06-482a-b5d8-20e3f26ef0cd_45ab2481-1c1c-4005-be24-0ffb879b1130, Presenter',
  '8:acs:bbbcbc1e-9f06-482a-b5d8-20e3f26ef0cd_55ab2481-1c1c-4005-be24-0ffb879b1130',
  '4:+14255550123',
  'hello',
].join('\n');

const dialog = (page: Page) => page.locator('.dialog').waitFor();

async function openRoom(page: Page): Promise<void> {
  await page.locator('[data-index="1"]').click();
  await page.locator('[data-raw-id]').first().waitFor();
  // Not on a date, which would explain itself.
  await page.mouse.move(0, 0);
}

/** A room with so many participants that its list scrolls by itself. */
async function openCrowdedRoom(page: Page): Promise<void> {
  await page.locator('#search').fill('');
  const room = page.locator('[data-index]').filter({ hasText: '5 days' }).or(page.locator('[data-index="7"]')).first();
  await room.click();
  await page.locator('[data-raw-id]').nth(3).waitFor();
}

async function openTimeline(page: Page): Promise<void> {
  await page.getByTestId('view-timeline').check();
  await page.getByTestId('timeline-rows').waitFor();
}

export const VIEWS: readonly View[] = [
  { name: 'table', open: async () => {} },
  {
    name: 'no-match',
    async open(page) {
      await page.locator('#search').fill('99400000000467221');
      await page.locator('.empty').waitFor();
    },
  },
  {
    name: 'keyboard',
    async open(page) {
      await page.getByTestId('grid').focus();
      await page.keyboard.press('?');
      await dialog(page);
    },
  },
  {
    name: 'create',
    async open(page) {
      await page.getByTestId('create').click();
      await dialog(page);
    },
  },
  {
    name: 'calendar',
    async open(page) {
      await page.getByTestId('create').click();
      await page.locator('.dialog [data-field="validUntil"] .date-trigger').click();
      await page.locator('.calendar').waitFor();
    },
  },
  {
    name: 'menu',
    async open(page) {
      await page.locator('[data-index="0"]').getByRole('button', { name: /^Action/ }).click();
      await page.getByRole('menu').waitFor();
    },
  },
  { name: 'room', open: openRoom },
  {
    name: 'edit',
    async open(page) {
      await openRoom(page);
      await page.getByTestId('edit').click();
      await dialog(page);
    },
  },
  {
    name: 'add-participants',
    async open(page) {
      await openRoom(page);
      await page.getByTestId('add-participants').click();
      await page.locator('.dialog textarea').fill(PASTE);
      await page.locator('.dialog [data-verdict="unknown"]').waitFor();
    },
  },
  {
    name: 'timeline',
    open: (page) => openTimeline(page),
  },
  {
    name: 'timeline-everything',
    async open(page) {
      await openTimeline(page);
      await page.getByTestId('timeline-fit').click();
      await page.getByTestId('timeline-rows').focus();
      await page.keyboard.press('ArrowDown');
      await page.getByTestId('timeline-tip').waitFor();
    },
  },
  {
    name: 'timeline-ending',
    async open(page) {
      await openTimeline(page);
      await page.getByTestId('ending-hour').click();
      await page.locator('[data-tone="soon"]').first().waitFor();
    },
  },
  {
    name: 'timeline-gap',
    async open(page) {
      await page.evaluate(() => (location.hash = '#/timeline?from=2020-01-01&to=2020-02-01'));
      await page.locator('.timeline .empty').waitFor();
    },
  },
  {
    name: 'beyond-the-limit',
    async open(page) {
      await page.getByTestId('create').click();
      await page.locator('.dialog [data-field="validUntil"] [data-segment="year"]').click();
      await page.keyboard.type(String(new Date().getFullYear() + 1));
      await page.getByTestId('submit').click();
      await page.locator('[data-field="validUntil"] .field-error').waitFor();
    },
  },
  {
    name: 'selected-participants',
    async open(page) {
      await openCrowdedRoom(page);
      for (const row of [1, 2, 3]) await page.locator('[data-raw-id] input[type="checkbox"]').nth(row).click();
    },
  },
  {
    name: 'role-for-many',
    async open(page) {
      await openCrowdedRoom(page);
      await page.getByTestId('select-all').click();
      await page.getByTestId('selection-role').selectOption('Presenter');
      await page.locator('.dialog [data-testid="changes"]').waitFor();
    },
  },
  {
    name: 'replace-participants',
    async open(page) {
      await openCrowdedRoom(page);
      await page.getByTestId('add-participants').click();
      await page.locator('.dialog textarea').fill(PASTE.split('\n').slice(0, 2).join('\n'));
      await page.getByTestId('replace').click();
      await page.getByTestId('changes').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'delete',
    async open(page) {
      await openRoom(page);
      await page.getByTestId('delete').click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'calls',
    async open(page) {
      await page.getByTestId('wire').click();
      await page.locator('[role="option"]').first().waitFor();
    },
  },
  {
    name: 'call',
    async open(page) {
      await page.getByTestId('wire').click();
      // A creation has a body, and people.
      await page.locator('[role="option"]', { hasText: 'POST' }).first().click();
      await page.getByTestId('wire-code').waitFor();
    },
  },
  {
    name: 'emulator',
    async open(page) {
      await page.keyboard.press('m');
      await page.getByTestId('emulator').waitFor();
    },
  },
  ...BULK_VIEWS,
];

/** Goes back to the table: closes what lies over it, and drops search, filters and details. */
async function backToTable(page: Page): Promise<void> {
  for (let layers = 0; layers < 4; layers += 1) {
    if ((await page.locator('.dialog, .drawer, .calendar, [role="menu"]').count()) === 0) break;
    await page.keyboard.press('Escape');
    await page.waitForTimeout(60);
  }
  if ((await page.getByTestId('wire-drawer').count()) > 0) await page.getByRole('button', { name: /^(Close calls|Fermer les appels)/ }).click();
  if (await page.getByTestId('bulk-bar').isVisible()) await page.getByTestId('bulk-bar').getByRole('button').first().click();
  await page.evaluate(() => (location.hash = '#/rooms'));
  await page.locator('[data-index="0"]').waitFor();
}

/**
 * Opens the views one after another and calls `look` with each: the empty page first, then those of the list, then the
 * page on production and on a server that went away.
 */
export async function walk(browser: Browser, server: Served, look: Look, visit: (page: Page, view: string) => Promise<void>): Promise<void> {
  const watched = await openPage(browser, server, '', look);
  await watched.page.locator('.empty').waitFor();
  await visit(watched.page, 'empty');
  await loadSamples(watched.page);
  for (const view of VIEWS) {
    await view.open(watched.page);
    await visit(watched.page, view.name);
    await backToTable(watched.page);
  }
  await watched.finish();
  await walkProduction(browser, server, look, visit);
}

async function walkProduction(browser: Browser, server: Served, look: Look, visit: (page: Page, view: string) => Promise<void>): Promise<void> {
  const { page, finish, faults } = await openPage(browser, server, '', look, async (page) => {
    const emulator = await pretendProduction(page);
    const client = new RoomsClient(emulator.connectionString, { fetch: emulator.fetch });
    for (let room = 0; room < 8; room += 1) await client.createRoom({ pstnDialOutEnabled: room % 3 === 0 });
  });
  await page.locator('[data-index="0"]').waitFor();
  await visit(page, 'production');
  await page.locator('[data-index="1"]').click();
  await page.getByTestId('delete').click();
  await page.getByRole('alertdialog').waitFor();
  await visit(page, 'production-delete');
  await backToTable(page);
  await page.unroute('**/api/rooms-proxy/**');
  await page.route('**/api/rooms-proxy/**', (route) => route.abort());
  await page.getByRole('button', { name: /^(Refresh|Actualiser)/ }).first().click();
  await page.locator('[data-testid="connection"][data-tone="trouble"]').waitFor();
  await visit(page, 'server-lost');
  // Those are what was asked for.
  for (let at = faults.length - 1; at >= 0; at -= 1) if (/ERR_FAILED/.test(faults[at] ?? '')) faults.splice(at, 1);
  await finish();
}
