import { SvelteSet } from 'svelte/reactivity';
import { BulkRuns, type Run, type RunRequest } from './core/bulk-runs.ts';
import { CheckedRooms } from './core/checked.ts';
import type { Place } from './core/import.ts';
import { reactive } from './kit/reactive.svelte.ts';
import { backend, clock, dialogs, format, rooms, t, toasts } from './state.svelte.ts';

/** What the views of bulk work share. It lives as long as the page, whatever is open. */

const source = new BulkRuns(backend.connectOwn, rooms(), () => clock.now);
export const runs = reactive(source);

const marked = new CheckedRooms();
export const checked = reactive(marked);
// A room that is gone cannot be worked on.
rooms().subscribe(() => marked.keepOnly((id) => rooms().find(id) !== undefined));

addEventListener('beforeunload', (event) => {
  if (source.active) event.preventDefault();
});

/** "Rooms deleted" when all of them are, else "Deleting rooms". */
export function runTitle({ kind, job }: Run): string {
  runs();
  return t().bulk.runTitles[kind][job.counts.done === job.counts.total ? 'finished' : 'running'];
}

/** The finished runs that were looked at. */
const seen = new SvelteSet<Run>();

/** The run that the page points to: one at work, or one whose end was not looked at yet. */
export function pendingRun(): Run | undefined {
  const [newest] = runs().runs;
  return newest && !seen.has(newest) ? newest : undefined;
}

export function closeRun(run: Run): void {
  if (run.job.isOver) seen.add(run);
  dialogs.close();
  // What had the focus before is often gone: the selection bar, or a dialog before this one.
  setTimeout(() => {
    if (document.activeElement === document.body) document.querySelector<HTMLElement>('.grid, .timeline-rows')?.focus({ preventScroll: true });
  }, 50);
}

function follow(run: Run): void {
  dialogs.show({ kind: 'run' });
  void run.job.finished.then(() => {
    if (dialogs.open?.kind === 'run') return;
    const { done, failed } = run.job.counts;
    toasts.show(t().bulk.finishedToast(runTitle(run), done, failed), {
      tone: failed > 0 ? 'failed' : 'done',
      action: { label: t().bulk.show, run: () => dialogs.show({ kind: 'run' }) },
    });
  });
}

/** Begins bulk work and shows it. The selection has done its part then. */
export function startRun(request: RunRequest): void {
  follow(source.start(request));
  if (request.kind !== 'export') marked.clear();
}

/** Runs again what failed, or what was not done when the run was stopped. */
export function runAgain(run: Run, states: Parameters<Run['again']>[0]): void {
  follow(run.again(states));
}

/** "Line 7", or "Entry 7" of a list. */
export function placeWords(place: Place): string {
  return 'line' in place ? t().bulk.line(place.line) : t().bulk.entry(place.entry);
}

/** Hands the browser a file to save. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Firefox reads the file after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** "about 20 seconds", in words that do not change with every tick. */
export function roughTime(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 10) return t().bulk.seconds(seconds);
  if (seconds < 90) return t().bulk.seconds(Math.round(seconds / 5) * 5);
  if (seconds < 90 * 60) return t().bulk.minutes(Math.round(seconds / 60));
  return format().length(milliseconds);
}
