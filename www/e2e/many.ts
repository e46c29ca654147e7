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
    else if (server.importState) await server.importState(rooms.state);
    else throw new Error(`${backend} takes no state`);
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

type Watched = typeof window & { firstRows?: number };

/** Runs in the page before its own scripts. */
function watch(): void {
  new MutationObserver((_, observer) => {
    if (!document.querySelector('[data-index]')) return;
    observer.disconnect();
    requestAnimationFrame(() => ((window as Watched).firstRows = performance.now()));
  }).observe(document, { childList: true, subtree: true });
}

/** Milliseconds from the start of the navigation to the first rows on the screen. */
export async function firstRows(page: Page): Promise<number> {
  await page.waitForFunction(() => (window as Watched).firstRows !== undefined);
  return page.evaluate(() => (window as Watched).firstRows ?? NaN);
}

/**
 * The longest task of the page's main thread, in milliseconds: by the clock, and what the processor worked for it.
 * On a machine that does nothing else both are the same; on a busy one the clock also counts what others did.
 */
export interface Task {
  clock: number;
  processor: number;
}

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** Microseconds. */
  dur?: number;
  tdur?: number;
  args?: { name?: string };
}

/** The longest tasks while something is done, from the browser's own trace. */
async function longestTask(page: Page, act: () => Promise<unknown>): Promise<Task> {
  const browser = page.context().browser();
  if (!browser) throw new Error('the page has no browser');
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const mains = new Set(traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`));
  const tasks = traceEvents.filter(({ pid, tid, dur }) => dur !== undefined && mains.has(`${pid} ${tid}`));
  if (tasks.length === 0) throw new Error('the trace has no tasks of the page');
  return { clock: Math.max(...tasks.map(({ dur = 0 }) => dur)) / 1000, processor: Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000 };
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

/** What is done with very many rooms, and whether it must not stop the page for longer than the limit. */
export const DEEDS = {
  opening: { words: 'opening', fluid: false },
  scrollingWhileReading: { words: 'scrolling while reading', fluid: true },
  readingAll: { words: 'reading all', fluid: false },
  scrolling: { words: 'scrolling all', fluid: true },
  jumping: { words: 'jumping to the ends', fluid: true },
  selecting: { words: 'selecting all, ranges', fluid: true },
  scrollingSelected: { words: 'scrolling all selected', fluid: true },
  sorting: { words: 'sorting', fluid: false },
  searching: { words: 'searching', fluid: false },
  timelineOpening: { words: 'opening the timeline', fluid: false },
  timelineZooming: { words: 'zooming and panning it', fluid: true },
} as const;
export type Deed = keyof typeof DEEDS;

export interface Figures {
  firstRowsInMs: number;
  readAtFirst: number;
  readingAllInMs: number;
  rowsInDom: number;
  heapInBytes: number;
  tasks: Record<Deed, Task>;
}

/** Opens the page and uses it as an administrator of very many rooms would. */
export async function measure(page: Page): Promise<Figures> {
  const tasks: Partial<Record<Deed, Task>> = {};
  const deed = async (name: Deed, act: () => Promise<unknown>) => void (tasks[name] = await longestTask(page, act));
  const press = async (keys: string[]) => {
    for (const key of keys) {
      await page.keyboard.press(key);
      await page.waitForTimeout(50);
    }
  };

  await firstRows(page);
  await deed('opening', async () => {
    await page.reload();
    await firstRows(page);
  });
  const firstRowsInMs = await firstRows(page);
  const readAtFirst = await readSoFar(page);
  await deed('scrollingWhileReading', () => scroll(page, 60));
  const start = Date.now();
  await deed('readingAll', () => readAll(page));
  const readingAllInMs = Date.now() - start;
  await deed('scrolling', () => scroll(page, 80));
  await page.getByTestId('grid').focus();
  await deed('jumping', () => press(['End', 'Home', 'End', 'PageUp', 'Home']));
  const rowsInDom = await page.locator('[data-index]').count();
  await deed('selecting', () => press(['Control+a', 'Escape', ' ', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Control+a']));
  await deed('scrollingSelected', () => scroll(page, 40));
  await page.keyboard.press('Escape');
  await deed('sorting', () => page.getByRole('columnheader', { name: 'Valid from' }).getByRole('button').click());
  await deed('searching', async () => {
    await page.locator('#search').fill('9');
    await page.locator('#search').fill('');
  });
  await deed('timelineOpening', async () => {
    await page.getByTestId('view-timeline').check();
    await page.getByTestId('timeline-rows').waitFor();
  });
  await page.getByTestId('timeline-rows').focus();
  await deed('timelineZooming', () => press(['0', '+', '+', '-', 'ArrowRight', 'ArrowRight', 'ArrowLeft', '-', '-', '+', '+', '+', 't']));
  return { firstRowsInMs, readAtFirst, readingAllInMs, rowsInDom, heapInBytes: await heap(page), tasks: tasks as Record<Deed, Task> };
}

/** The figures as lines for people. */
export function printFigures(backend: string, figures: Figures): string {
  const ms = (value: number) => `${Math.round(value)} ms`.padStart(8);
  return [
    `${MANY.toLocaleString('en')} rooms, ${backend}`,
    `  first rows                 ${ms(figures.firstRowsInMs)}, with ${figures.readAtFirst} rooms read`,
    `  all read in                ${(figures.readingAllInMs / 1000).toFixed(1).padStart(6)} s`,
    `  rows in the DOM            ${String(figures.rowsInDom).padStart(5)}`,
    `  JavaScript heap            ${(figures.heapInBytes / 1e6).toFixed(1).padStart(5)} MB`,
    `  longest task, by the clock (and work of the processor)`,
    ...(Object.keys(DEEDS) as Deed[]).map((name) => `    ${DEEDS[name].words.padEnd(24)} ${ms(figures.tasks[name].clock)} (${ms(figures.tasks[name].processor).trim()})`),
  ].join('\n');
}
