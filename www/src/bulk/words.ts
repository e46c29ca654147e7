import { format, t } from '../i18n/state.ts';
import type { Place } from './import.ts';
import type { Run } from './runs.svelte.ts';

/** "Rooms deleted" when all of them are, else "Deleting rooms". */
export function runTitle({ kind, job }: Run): string {
  return t().bulk.runTitles[kind][job.counts.done === job.counts.total ? 'finished' : 'running'];
}

/** "Line 7", or "Entry 7" of a list. */
export function placeWords(place: Place): string {
  return 'line' in place ? t().bulk.line(place.line) : t().bulk.entry(place.entry);
}

/** "about 20 seconds", in words that do not change with every tick. */
export function roughTime(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 10) return t().bulk.seconds(seconds);
  if (seconds < 90) return t().bulk.seconds(Math.round(seconds / 5) * 5);
  if (seconds < 90 * 60) return t().bulk.minutes(Math.round(seconds / 60));
  return format().length(milliseconds);
}
