// Measures the page with 10,000 rooms, five times on each emulator, prints the figures, and fails when the medians miss the limits.
// Measure on a machine that does nothing else: two measurements at once make false long tasks.
import { launchChromium } from './chromium.ts';
import { makeManyRooms, measure, openWithMany, printFigures, type Figures } from './many.ts';
import { BACKENDS, servePage } from './server.ts';

const RUNS = Number(process.argv[2] ?? 5);
const FIRST_ROWS_IN_MS = 1000;
const LONGEST_TASK_IN_MS = 100;
/** What people do while they look: none of it may stop the page for longer. */
const FLUID = ['scrollingWhileReading', 'scrolling', 'jumping'] as const;

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const [browser, rooms] = await Promise.all([launchChromium(), makeManyRooms()]);
const missed: string[] = [];
try {
  for (const backend of BACKENDS) {
    const server = await servePage(backend);
    const runs: Figures[] = [];
    try {
      for (let run = 0; run < RUNS; run += 1) {
        const watched = await openWithMany(browser, server, backend, rooms);
        runs.push(await measure(watched.page));
        await watched.finish();
        console.error(`${backend}: run ${run + 1} of ${RUNS} done`);
      }
    } finally {
      await server.close();
    }
    const names = Object.keys(runs[0] ?? {}) as (keyof Figures)[];
    const medians = Object.fromEntries(names.map((name) => [name, median(runs.map((figures) => figures[name]))])) as unknown as Figures;
    console.log(printFigures(`${backend}, medians of ${RUNS}`, medians));
    if (medians.firstRowsInMs > FIRST_ROWS_IN_MS) missed.push(`${backend}: first rows after ${Math.round(medians.firstRowsInMs)} ms, limit ${FIRST_ROWS_IN_MS} ms`);
    for (const what of FLUID) if (medians[what] > LONGEST_TASK_IN_MS) missed.push(`${backend}: ${what} has a task of ${Math.round(medians[what])} ms, limit ${LONGEST_TASK_IN_MS} ms`);
  }
} finally {
  await browser.close();
}
for (const miss of missed) console.error(`missed: ${miss}`);
process.exitCode = missed.length > 0 ? 1 : 0;
