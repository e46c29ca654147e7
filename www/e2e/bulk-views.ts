import type { Page } from 'playwright-core';
import type { View } from './views.ts';

/** Raw ids as the service takes them. */
const user = (number: number) => `8:acs:bbbcbc1e-9f06-482a-b5d8-20e3f26ef0cd_45ab2481-1c1c-4005-be24-${String(number).padStart(12, '0')}`;

const ACTIONS = ['extend', 'add', 'remove', 'export', 'delete'] as const;

async function selectRooms(page: Page): Promise<void> {
  await page.locator('[data-index="1"] [data-column="check"]').click();
  await page.locator('[data-index="4"] [data-column="check"]').click({ modifiers: ['Shift'] });
  await page.getByTestId('bulk-bar').waitFor();
}

/** Begins an action, by its button or, where there is no room for it, by the menu. */
async function act(page: Page, action: (typeof ACTIONS)[number]): Promise<void> {
  await selectRooms(page);
  const button = page.getByTestId(`bulk-${action}`);
  if (await button.isVisible()) await button.click();
  else {
    await page.getByTestId('bulk-actions').click();
    await page.getByRole('menuitem').nth(ACTIONS.indexOf(action)).click();
  }
  await page.locator('.dialog').waitFor();
}

async function openMenu(page: Page, item: string): Promise<void> {
  await page.getByTestId('rooms-menu').click();
  await page.getByTestId(item).click();
  await page.locator('.dialog').waitFor();
}

const finished = (page: Page) => page.locator('[data-testid="run"][data-phase="finished"]').waitFor();

const ROWS = [
  'validFrom,validUntil,pstnDialOutEnabled,participants',
  ...Array.from({ length: 12 }, (_, index) => `,${new Date(Date.now() + (index + 1) * 86_400_000).toISOString()},${index % 2 === 0},${user(index)}=Presenter;${user(index + 50)}`),
  ',2099-01-01T10:00:00,yes,',
  ',2020-01-01T10:00:00Z,,hello=Boss',
].join('\n');

/** Many rooms at once. */
export const BULK_VIEWS: readonly View[] = [
  { name: 'selection', open: selectRooms },
  { name: 'rooms-menu', open: async (page) => void (await page.getByTestId('rooms-menu').click()) },
  { name: 'bulk-extend', open: (page) => act(page, 'extend') },
  {
    name: 'bulk-extend-to',
    async open(page) {
      await act(page, 'extend');
      await page.locator('.dialog input[value="to"]').check({ force: true });
      await page.locator('.dialog [data-field="validUntil"]').waitFor();
    },
  },
  {
    name: 'bulk-add',
    async open(page) {
      await act(page, 'add');
      await page.locator('.dialog textarea').fill(`${user(0)}, Presenter\nhello`);
    },
  },
  { name: 'bulk-delete', open: (page) => act(page, 'delete') },
  { name: 'import', open: (page) => openMenu(page, 'import') },
  {
    name: 'import-preview',
    async open(page) {
      await openMenu(page, 'import');
      await page.locator('#import-text').fill(ROWS);
      await page.getByTestId('import-errors').waitFor();
    },
  },
  { name: 'export', open: (page) => act(page, 'export') },
  {
    name: 'export-ready',
    async open(page) {
      await act(page, 'export');
      await page.getByTestId('submit').click();
      await page.getByTestId('export-ready').waitFor();
    },
  },
  {
    name: 'run-failed',
    async open(page) {
      // More than a room takes, so rooms with participants refuse them.
      await act(page, 'add');
      await page.locator('.dialog textarea').fill(Array.from({ length: 350 }, (_, index) => user(index)).join('\n'));
      await page.getByTestId('submit').click();
      await finished(page);
      await page.getByTestId('failures').waitFor();
    },
  },
];
