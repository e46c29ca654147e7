import type { CommunicationRoom } from 'acs-rooms';
import type { Span } from '../app/router.svelte.ts';
import { DAY, MINUTE } from '../kit/durations.ts';
import { LONGEST_VALIDITY } from '../rooms/time.ts';

/** The part of the time that the timeline shows: how it moves, and where in it a time is. */

/** Closer in, nothing more is to be seen; further out, a day is less than a pixel. */
const SHORTEST = 10 * MINUTE;
const LONGEST = 3 * 366 * DAY;

/** What one press of a zoom button or key does. */
export const ZOOM_STEP = 2;
/** Share of the picture by which a press of an arrow key moves it. */
export const PAN_STEP = 1 / 8;

export const SPAN_PRESETS = ['day', 'week', 'month', 'limit'] as const;
/** Lengths of time offered by one click; `limit` is the longest validity of a room. */
export type SpanPreset = (typeof SPAN_PRESETS)[number];

const LENGTH: Record<SpanPreset, number> = { day: DAY, week: 7 * DAY, month: 30 * DAY, limit: LONGEST_VALIDITY };

export function lengthOf(span: Span): number {
  return span.to - span.from;
}

/** Where in the span a time is: 0 is its beginning, 1 its end; outside of it, less or more. */
export function placeOf(time: number, span: Span): number {
  return (time - span.from) / lengthOf(span);
}

export function timeAt(place: number, span: Span): number {
  return span.from + place * lengthOf(span);
}

/** Keeps the length within what makes sense, around the middle. */
export function clampSpan(span: Span): Span {
  const length = Math.min(LONGEST, Math.max(SHORTEST, lengthOf(span)));
  const middle = (span.from + span.to) / 2;
  return { from: Math.round(middle - length / 2), to: Math.round(middle + length / 2) };
}

/** Zooms in (`factor` above 1) or out, so that the time at `place` stays where it is. */
export function zoom(span: Span, factor: number, place = 0.5): Span {
  const length = Math.min(LONGEST, Math.max(SHORTEST, lengthOf(span) / factor));
  const from = timeAt(place, span) - place * length;
  return { from: Math.round(from), to: Math.round(from + length) };
}

/** @param share - of the span's length; positive moves to later times. */
export function pan(span: Span, share: number): Span {
  const by = Math.round(share * lengthOf(span));
  return { from: span.from + by, to: span.to + by };
}

/** What is to come matters more than what was: now is an eighth from the left. */
export function aroundNow(length: number, now: number): Span {
  const from = Math.round(now - length / 8);
  return { from, to: from + length };
}

export function presetSpan(preset: SpanPreset, now: number): Span {
  return aroundNow(LENGTH[preset], now);
}

/** The preset that has the length of the span, wherever it is. */
export function presetOf(span: Span): SpanPreset | undefined {
  return SPAN_PRESETS.find((preset) => Math.abs(LENGTH[preset] - lengthOf(span)) < MINUTE);
}

/** All the rooms, with a little air; now alone when there are none. */
export function fitSpan(rooms: readonly Pick<CommunicationRoom, 'validFrom' | 'validUntil'>[], now: number): Span {
  let from = Infinity;
  let to = -Infinity;
  for (const room of rooms) {
    from = Math.min(from, room.validFrom.getTime());
    to = Math.max(to, room.validUntil.getTime());
  }
  if (from >= to) return presetSpan('week', now);
  const air = (to - from) / 25;
  return clampSpan({ from: from - air, to: to + air });
}

/** A pointer that holds on to a time. */
export interface Hold {
  time: number;
  /** Where the pointer is: 0 is the left edge of the picture, 1 the right one. */
  place: number;
}

/** The span in which every held time is under its pointer: one pointer drags, two zoom as well. */
export function spanUnder(span: Span, [first, second]: readonly Hold[]): Span {
  if (!first) return span;
  const apart = second ? second.place - first.place : 0;
  const wanted = second && Math.abs(apart) > 0.01 ? (second.time - first.time) / apart : lengthOf(span);
  // Fingers that cross would turn time around.
  const length = wanted > 0 ? Math.min(LONGEST, Math.max(SHORTEST, wanted)) : lengthOf(span);
  const from = Math.round(first.time - first.place * length);
  return { from, to: Math.round(from + length) };
}

/** Whether any of the room's time is in the span. */
export function touches(room: Pick<CommunicationRoom, 'validFrom' | 'validUntil'>, span: Span): boolean {
  return room.validFrom.getTime() < span.to && room.validUntil.getTime() > span.from;
}
