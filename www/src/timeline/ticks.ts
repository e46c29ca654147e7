import { CalendarDateTime, fromAbsolute, startOfWeek, toCalendarDateTime } from '@internationalized/date';
import type { Span } from '../app/router.svelte.ts';
import { DAY, HOUR, MINUTE } from '../kit/durations.ts';
import { lengthOf } from './span.ts';

/** The marks of the time axis, on round times of the zone. */

export type TickUnit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

interface Step {
  unit: TickUnit;
  amount: number;
}

export interface Axis {
  step: Step;
  /** Marks in the span, each on a round time of the zone. */
  ticks: number[];
  /** What the marks are in: days for hours, months for days, years for months. */
  context: TickUnit;
  /** Where a day, month or year begins; the first one began before the span. */
  contexts: number[];
}

const SIZE: Record<TickUnit, number> = { minute: MINUTE, hour: HOUR, day: DAY, week: 7 * DAY, month: 30 * DAY, year: 365 * DAY };

const STEPS: readonly Step[] = [
  { unit: 'minute', amount: 1 },
  { unit: 'minute', amount: 5 },
  { unit: 'minute', amount: 15 },
  { unit: 'minute', amount: 30 },
  { unit: 'hour', amount: 1 },
  { unit: 'hour', amount: 3 },
  { unit: 'hour', amount: 6 },
  { unit: 'hour', amount: 12 },
  { unit: 'day', amount: 1 },
  { unit: 'week', amount: 1 },
  { unit: 'month', amount: 1 },
  { unit: 'month', amount: 3 },
  { unit: 'year', amount: 1 },
];

const CONTEXT: Record<TickUnit, TickUnit> = { minute: 'day', hour: 'day', day: 'month', week: 'month', month: 'year', year: 'year' };

/** The last round wall-clock time that is not after the given one. */
function floor(local: CalendarDateTime, { unit, amount }: Step): CalendarDateTime {
  const second = { second: 0, millisecond: 0 };
  const midnight = { hour: 0, minute: 0, ...second };
  switch (unit) {
    case 'minute':
      return local.set({ minute: local.minute - (local.minute % amount), ...second });
    case 'hour':
      return local.set({ hour: local.hour - (local.hour % amount), minute: 0, ...second });
    case 'day':
      return local.set(midnight);
    case 'week':
      return startOfWeek(local.set(midnight), 'en', 'mon');
    case 'month':
      return local.set({ month: local.month - ((local.month - 1) % amount), day: 1, ...midnight });
    case 'year':
      return local.set({ month: 1, day: 1, ...midnight });
  }
}

/** Round times from the last one before the span to the last one in it. */
function roundTimes(span: Span, step: Step, zone: string): number[] {
  const { unit, amount } = step;
  let local = floor(toCalendarDateTime(fromAbsolute(span.from, zone)), step);
  const times: number[] = [];
  let time = local.toDate(zone).getTime();
  while (time < span.to) {
    if (time > (times.at(-1) ?? -Infinity)) times.push(time);
    if (unit === 'minute' || (unit === 'hour' && amount === 1)) {
      // In the night in which an hour comes twice, both have a mark.
      time += amount * SIZE[unit];
    } else {
      local = local.add({ [`${unit}s`]: amount });
      time = local.toDate(zone).getTime();
    }
  }
  return times;
}

/**
 * @param width - of the picture in pixels.
 * @param room - that a label needs, in pixels.
 * @param zone - IANA name.
 */
export function axisOf(span: Span, width: number, room: number, zone: string): Axis {
  const pixels = width / lengthOf(span);
  const step = STEPS.find(({ unit, amount }) => SIZE[unit] * amount * pixels >= room) ?? { unit: 'year', amount: 1 };
  const context = CONTEXT[step.unit];
  return {
    step,
    context,
    ticks: roundTimes(span, step, zone).filter((time) => time >= span.from),
    contexts: roundTimes(span, { unit: context, amount: 1 }, zone),
  };
}

/** Texts of the timeline. */
export interface TickLabels {
  /** Short, under a mark: "14:00", "Mon 23", "Nov". */
  tick(time: number, unit: TickUnit): string;
  /** What the marks are in: "Monday 23 November 2026", "November 2026", "2026". */
  context(time: number, unit: TickUnit): string;
  /** From when to when, without repeating what both have. */
  range(span: Span): string;
}

/** The formatters are made once: making them is slow. */
export function makeTickLabels(locale: string, zone: string): TickLabels {
  const make = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
  const clock = make({ timeStyle: 'short' });
  const weekday = make({ weekday: 'short', day: 'numeric' });
  const day = make({ day: 'numeric', month: 'short' });
  const month = make({ month: 'short' });
  const year = make({ year: 'numeric' });
  const date = make({ weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' });
  const monthAndYear = make({ month: 'long', year: 'numeric' });
  const ticks: Record<TickUnit, Intl.DateTimeFormat> = { minute: clock, hour: clock, day: weekday, week: day, month, year };
  const contexts: Record<TickUnit, Intl.DateTimeFormat> = { minute: date, hour: date, day: date, week: date, month: monthAndYear, year };
  const days = make({ day: 'numeric', month: 'short', year: 'numeric' });
  const times = make({ day: 'numeric', month: 'short', year: 'numeric', hour: 'numeric', minute: '2-digit' });
  return {
    tick: (time, unit) => ticks[unit].format(time),
    context: (time, unit) => contexts[unit].format(time),
    range: (span) => (lengthOf(span) < 3 * DAY ? times : days).formatRange(span.from, span.to),
  };
}
