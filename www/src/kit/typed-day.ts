import type { ZonedDateTime } from '@internationalized/date';

/** What a digit makes of a day of the month that is being typed. */
export interface TypedDay {
  /** Undefined: not yet one. */
  day: number | undefined;
  /** The digit that the next one continues; undefined where the day is whole. */
  first: number | undefined;
}

const MOST = 31;

/**
 * Takes a digit of a day. All of 1 to 31 can be typed, whatever the month is now: where the day stands first, the month that
 * it belongs to is typed after it.
 */
export function typeDay(first: number | undefined, digit: number): TypedDay {
  if (first === undefined) return { day: digit || undefined, first: digit * 10 > MOST ? undefined : digit };
  const both = first * 10 + digit;
  if (both === 0) return { day: undefined, first: 0 };
  return { day: both > MOST ? digit : both, first: undefined };
}

/** The date with that day, or with the last one that its month has. */
export function withDay(date: ZonedDateTime, day: number): ZonedDateTime {
  return date.set({ day: Math.min(day, daysOf(date)) });
}

export function daysOf(date: ZonedDateTime): number {
  return date.calendar.getDaysInMonth(date);
}
