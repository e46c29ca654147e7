import { SvelteSet } from 'svelte/reactivity';
import { clock, dialogs, toasts } from '../app/state.ts';
import { connection } from '../connection/state.ts';
import { t } from '../i18n/state.ts';
import { rooms, selection } from '../rooms/state.ts';
import { BulkRuns, type Run, type RunRequest } from './runs.svelte.ts';
import { runTitle } from './words.ts';

/** Bulk work lives as long as the page, whatever is open. */
export const runs = new BulkRuns(connection.connectOwn, rooms, () => clock.now);

addEventListener('beforeunload', (event) => {
  if (runs.active) event.preventDefault();
});

/** The finished runs that were looked at. */
const seen = new SvelteSet<Run>();

/** The run that the page points to: one at work, or one whose end was not looked at yet. */
export function pendingRun(): Run | undefined {
  const [newest] = runs.runs;
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
  follow(runs.start(request));
  if (request.kind !== 'export') selection.clear();
}

/** Runs again what failed, or what was not done when the run was stopped. */
export function runAgain(run: Run, states: Parameters<Run['again']>[0]): void {
  follow(run.again(states));
}
