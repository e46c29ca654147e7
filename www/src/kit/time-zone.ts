import { fromAbsolute, toCalendarDate, toCalendarDateTime, toZoned } from '@internationalized/date';
import { DAY } from './durations.ts';

/** A change of the clocks, to or from summer time. */
export interface ClockChange {
  /** What the clocks show at the instant of it, before and after: milliseconds since 1970 as if that were UTC. */
  before: number;
  after: number;
}

/** The change of the clocks on the local day of `time`, if there is one. */
export function clockChangeOn(time: number, zone: string): ClockChange | undefined {
  const day = toCalendarDate(fromAbsolute(time, zone));
  const from = day.toDate(zone).getTime();
  const to = day.add({ days: 1 }).toDate(zone).getTime();
  const offset = { before: offsetAt(from, zone), after: offsetAt(to, zone) };
  if (offset.before === offset.after) return undefined;
  // The first instant with another offset, by halving.
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle, zone) === offset.before) low = middle;
    else high = middle;
  }
  return { before: high + offset.before, after: high + offset.after };
}

function offsetAt(time: number, zone: string): number {
  return fromAbsolute(time, zone).offset;
}

/** The other instant at which the clocks show the same time of the same day; undefined but in the hour that comes twice. */
export function otherInstant(time: number, zone: string): { time: number; later: boolean } | undefined {
  const local = toCalendarDateTime(fromAbsolute(time, zone));
  const [earlier, later] = (['earlier', 'later'] as const).map((which) => toZoned(local, zone, which).toDate().getTime());
  if (earlier === undefined || later === undefined || earlier === later || Math.abs(later - earlier) > DAY) return undefined;
  return time === earlier ? { time: later, later: true } : { time: earlier, later: false };
}
