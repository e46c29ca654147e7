import { DAY, HOUR } from '../../kit/durations.ts';

/**
 * A time axis around now on which both a visit of half an hour and a room of half a year can be seen:
 * distances from now are compressed logarithmically, the same way in both directions.
 */
const LINEAR_PART = HOUR / 2;
const BACK = 30 * DAY;
const AHEAD = 180 * DAY;

function compress(milliseconds: number): number {
  return Math.sign(milliseconds) * Math.log1p(Math.abs(milliseconds) / LINEAR_PART);
}

const LEFT = compress(-BACK);
const SPAN = compress(AHEAD) - LEFT;

/** Place on the axis from 0 (30 days ago) to 1 (in 180 days); what lies beyond is at the edge. */
export function axisPlace(time: number, now: number): number {
  return Math.min(1, Math.max(0, (compress(time - now) - LEFT) / SPAN));
}

/** The marks of the axis, in days from now; more of them would run into each other. */
export const AXIS_MARKS: readonly { days: number; place: number }[] = [-7, -1, 0, 1, 30].map((days) => ({ days, place: axisPlace(days * DAY, 0) }));

/** Where the room's bar begins and how long it is, both as shares of the axis. */
export function axisBar(room: { validFrom: Date; validUntil: Date }, now: number): { start: number; length: number } {
  const start = axisPlace(room.validFrom.getTime(), now);
  return { start, length: axisPlace(room.validUntil.getTime(), now) - start };
}
