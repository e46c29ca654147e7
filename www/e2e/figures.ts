// Measures the page with 10,000 rooms, five times on each emulator, prints the figures, and fails when the medians miss the limits.
// Measure on a machine that does nothing else; on a busy one, only the work of the processor says something.
import { launchChromium } from './chromium.ts';
import { DEEDS, makeManyRooms, measure, openWithMany, printFigures, type Deed, type Figures } from './many.ts';
import { BACKENDS, servePage } from './server.ts';

const RUNS = Number(process.argv[2] ?? 5);
const FIRST_ROWS_IN_MS = 1000;
const LONGEST_TASK_IN_MS = 100;
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
    const middle = (of: (figures: Figures) => number) => median(runs.map(of));
    const deeds = Object.keys(DEEDS) as Deed[];
    const medians: Figures = {
      firstRowsInMs: middle((run) => run.firstRowsInMs),
      readAtFirst: middle((run) => run.readAtFirst),
      readingAllInMs: middle((run) => run.readingAllInMs),
      rowsInDom: middle((run) => run.rowsInDom),
      heapInBytes: middle((run) => run.heapInBytes),
      tasks: Object.fromEntries(
        deeds.map((deed) => [deed, { clock: middle((run) => run.tasks[deed].clock), processor: middle((run) => run.tasks[deed].processor) }]),
      ) as Figures['tasks'],
    };
    console.log(printFigures(`${backend}, medians of ${RUNS}`, medians));
    if (medians.firstRowsInMs > FIRST_ROWS_IN_MS) missed.push(`${backend}: first rows after ${Math.round(medians.firstRowsInMs)} ms, limit ${FIRST_ROWS_IN_MS} ms`);
    for (const deed of deeds) {
      const { clock, processor } = medians.tasks[deed];
      if (DEEDS[deed].fluid && clock > LONGEST_TASK_IN_MS) {
        missed.push(`${backend}: ${DEEDS[deed].words} has a task of ${Math.round(clock)} ms (${Math.round(processor)} ms of work), limit ${LONGEST_TASK_IN_MS} ms`);
      }
    }
  }
} finally {
  await browser.close();
}
for (const miss of missed) console.error(`missed: ${miss}`);
process.exitCode = missed.length > 0 ? 1 : 0;
