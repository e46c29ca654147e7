import { RoomsClient } from 'acs-rooms';
import { RoomsEmulator } from 'acs-rooms/emulator';
import type { Browser, Page } from 'playwright-core';
import { openPage, type WatchedPage } from './chromium.ts';
import type { BackendName, Served } from './server.ts';

/** The page with very many rooms: how it is filled, and what is measured. */

export const MANY = 10_000;
const HOUR = 3_600_000;

/** Rooms of all lengths over more than a year, as the emulator keeps them: lines of its journal, and the state for its command. */
export async function makeManyRooms(): Promise<{ lines: string[]; state: string }> {
  const lines: string[] = [];
  const journal = { read: () => [], append: (line: string) => void lines.push(line), replace: (kept: string[]) => void lines.splice(0, lines.length, ...kept) };
  const emulator = new RoomsEmulator({ journal });
  const client = new RoomsClient(emulator.connectionString, { fetch: emulator.fetch });
  const now = Date.now();
  for (let room = 0; room < MANY; room += 1) {
    const from = now + (((room * 7919) % 8000) - 3800) * HOUR;
    const until = Math.max(from + (1 + ((room * 104_729) % 600)) * HOUR, now + (1 + (room % 500)) * HOUR);
    await client.createRoom({
      validFrom: new Date(Math.max(Math.min(from, now + 179 * 24 * HOUR), until - 179 * 24 * HOUR)),
      validUntil: new Date(until),
      pstnDialOutEnabled: room % 3 === 0,
    });
  }
  return { lines, state: emulator.exportState() };
}

/** Gives the rooms to what stands behind the page, and opens it at its address. Its first rows are timed. */
export async function openWithMany(browser: Browser, server: Served, backend: BackendName, rooms: Awaited<ReturnType<typeof makeManyRooms>>, hash = ''): Promise<WatchedPage> {
  return openPage(browser, server, hash, {}, async (page) => {
    if (backend === 'embedded') await keepInBrowser(page, server.url, rooms.lines);
    else await server.importState(rooms.state);
    await page.addInitScript(watch);
  });
}

/** Writes the journal as the page itself would have, from an empty page of the same origin. */
async function keepInBrowser(page: Page, url: string, lines: string[]): Promise<void> {
  const empty = `${url}empty`;
  await page.route(empty, (route) => route.fulfill({ contentType: 'text/html', body: '<link rel="icon" href="data:,"><title>empty</title>' }));
  await page.goto(empty);
  await page.evaluate(
    (lines) =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open('acs-rooms-emulator', 1);
        request.onupgradeneeded = () => request.result.createObjectStore('changes', { autoIncrement: true });
        request.onerror = () => reject(request.error ?? new Error('no database'));
        request.onsuccess = () => {
          const writing = request.result.transaction('changes', 'readwrite');
          for (const line of lines) writing.objectStore('changes').add(line);
          writing.oncomplete = () => {
            request.result.close();
            resolve();
          };
          writing.onabort = () => reject(writing.error ?? new Error('not written'));
        };
      }),
    lines,
  );
}

interface Watching {
  firstRows?: number;
  /** The longest tasks so far, by what was being done. */
  tasks: { start: number; duration: number }[];
}

/** Runs in the page before its own scripts. */
function watch(): void {
  const watching: Watching = { tasks: [] };
  (window as typeof window & { watching: Watching }).watching = watching;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) watching.tasks.push({ start: startTime, duration });
  }).observe({ type: 'longtask', buffered: true });
  new MutationObserver((_, observer) => {
    if (!document.querySelector('[data-index]')) return;
    observer.disconnect();
    requestAnimationFrame(() => (watching.firstRows = performance.now()));
  }).observe(document, { childList: true, subtree: true });
}

/** Milliseconds from the start of the navigation to the first rows on the screen. */
export async function firstRows(page: Page): Promise<number> {
  await page.waitForFunction(() => (window as typeof window & { watching: Watching }).watching.firstRows !== undefined);
  return page.evaluate(() => (window as typeof window & { watching: Watching }).watching.firstRows ?? NaN);
}

/** The longest task while something is done; 0 when none took 50 ms, from which on browsers report them. */
export async function longestTask(page: Page, act: () => Promise<unknown>): Promise<number> {
  const start = await page.evaluate(() => performance.now());
  await act();
  // Tasks are reported late.
  await page.waitForTimeout(300);
  return page.evaluate((start) => Math.max(0, ...(window as typeof window & { watching: Watching }).watching.tasks.filter((task) => task.start + task.duration >= start).map(({ duration }) => duration)), start);
}

/** Memory of the page's JavaScript in use, in bytes; the wasm's own memory is not in it. */
export async function heap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? NaN;
}

export async function scroll(page: Page, steps: number): Promise<void> {
  const box = await page.getByTestId('grid').boundingBox();
  if (!box) throw new Error('there is no table to scroll');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (let step = 0; step < steps; step += 1) {
    await page.mouse.wheel(0, 600);
    await page.waitForTimeout(16);
  }
}

export const readSoFar = async (page: Page) => Number(await page.getByTestId('count').getAttribute('data-read'));

export async function readAll(page: Page): Promise<void> {
  await page.getByTestId('load-all').click();
  await page.locator('[data-testid="count"][data-more="false"]').waitFor({ timeout: 300_000 });
}

export interface Figures {
  firstRowsInMs: number;
  readAtFirst: number;
  /** Longest tasks, in milliseconds. */
  opening: number;
  scrollingWhileReading: number;
  readingAll: number;
  readingAllTook: number;
  scrolling: number;
  jumping: number;
  sorting: number;
  searching: number;
  timelineOpening: number;
  timelineZooming: number;
  rowsInDom: number;
  heapInBytes: number;
}

/** Opens the page and uses it as an administrator of very many rooms would. */
export async function measure(page: Page): Promise<Figures> {
  let firstRowsInMs = NaN;
  const opening = await longestTask(page, async () => (firstRowsInMs = await firstRows(page)));
  const readAtFirst = await readSoFar(page);
  const scrollingWhileReading = await longestTask(page, () => scroll(page, 60));
  const start = Date.now();
  const readingAll = await longestTask(page, () => readAll(page));
  const readingAllTook = Date.now() - start;
  const scrolling = await longestTask(page, () => scroll(page, 80));
  await page.getByTestId('grid').focus();
  const jumping = await longestTask(page, async () => {
    for (const key of ['End', 'Home', 'End', 'PageUp', 'Home']) {
      await page.keyboard.press(key);
      await page.waitForTimeout(50);
    }
  });
  const rowsInDom = await page.locator('[data-index]').count();
  const sorting = await longestTask(page, () => page.getByRole('columnheader', { name: 'Valid from' }).getByRole('button').click());
  const searching = await longestTask(page, async () => {
    await page.locator('#search').fill('9');
    await page.locator('#search').fill('');
  });
  const timelineOpening = await longestTask(page, async () => {
    await page.getByTestId('view-timeline').check();
    await page.getByTestId('timeline-rows').waitFor();
  });
  const timelineZooming = await longestTask(page, async () => {
    await page.getByTestId('timeline-rows').focus();
    for (const key of ['0', '+', '+', '-', 'ArrowRight', 'ArrowRight', 'ArrowLeft', '-', '-', '+', '+', '+', 't']) {
      await page.keyboard.press(key);
      await page.waitForTimeout(30);
    }
  });
  return {
    firstRowsInMs, readAtFirst, opening, scrollingWhileReading, readingAll, readingAllTook, scrolling, jumping, sorting, searching,
    timelineOpening, timelineZooming, rowsInDom, heapInBytes: await heap(page),
  };
}

/** The figures as lines for people. */
export function printFigures(backend: string, figures: Figures): string {
  const task = (value: number) => (value === 0 ? 'under 50 ms' : `${Math.round(value)} ms`);
  return [
    `${MANY.toLocaleString('en')} rooms, ${backend}`,
    `  first rows after            ${Math.round(figures.firstRowsInMs)} ms, with ${figures.readAtFirst} rooms read`,
    `  longest task, opening       ${task(figures.opening)}`,
    `  … scrolling while reading   ${task(figures.scrollingWhileReading)}`,
    `  … reading all               ${task(figures.readingAll)}, all read in ${(figures.readingAllTook / 1000).toFixed(1)} s`,
    `  … scrolling all             ${task(figures.scrolling)}`,
    `  … jumping to the ends       ${task(figures.jumping)}`,
    `  … sorting                   ${task(figures.sorting)}`,
    `  … searching                 ${task(figures.searching)}`,
    `  … opening the timeline      ${task(figures.timelineOpening)}`,
    `  … zooming and panning it    ${task(figures.timelineZooming)}`,
    `  rows in the DOM             ${figures.rowsInDom}`,
    `  JavaScript heap             ${(figures.heapInBytes / 1e6).toFixed(1)} MB`,
  ].join('\n');
}
