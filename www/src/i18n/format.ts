import { lengthParts, type DistanceUnit } from '../rooms/time.ts';

/** Dates, lengths and numbers in one language and one zone. The formatters are made once: making them is slow. */
export interface Format {
  /** IANA name, for example `Europe/Paris`. */
  zone: string;
  number(value: number): string;
  /** In the zone, to the minute. */
  dateTime(date: Date): string;
  /** In the zone, with weekday, seconds and the zone's name. */
  full(date: Date): string;
  /** The same in UTC. */
  fullUtc(date: Date): string;
  /** In UTC, to the minute. */
  dateTimeUtc(date: Date): string;
  /** Name of the zone on that day, for example `GMT+1`. */
  zoneOn(date: Date): string;
  /** Hours and minutes in UTC. */
  clockUtc(time: number): string;
  /** Day and month, for axes. */
  day(date: Date): string;
  /** "in 2 days", "3 hours ago". */
  relative(value: number, unit: DistanceUnit): string;
  /** "+7d", for axes. */
  shortDays(days: number): string;
  /** "1 day 6 hr". */
  length(milliseconds: number): string;
}

/** @param locale - BCP 47 tag; the region decides the order of day and month. */
export function makeFormat(locale: string, zone: string): Format {
  const number = new Intl.NumberFormat(locale);
  const dateTime = { dateStyle: 'medium', timeStyle: 'short' } as const;
  const full = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' } as const;
  const local = new Intl.DateTimeFormat(locale, { ...dateTime, timeZone: zone });
  const utc = new Intl.DateTimeFormat(locale, { ...dateTime, timeZone: 'UTC' });
  const localFull = new Intl.DateTimeFormat(locale, { ...full, timeZone: zone });
  const utcFull = new Intl.DateTimeFormat(locale, { ...full, timeZone: 'UTC' });
  const clockUtc = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: 'UTC' });
  const offset = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'shortOffset' });
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: zone });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  const units = new Map<DistanceUnit, Intl.NumberFormat>();
  const shortDays = new Intl.NumberFormat(locale, { style: 'unit', unit: 'day', unitDisplay: 'narrow', signDisplay: 'exceptZero' });
  for (const unit of ['minute', 'hour', 'day'] as const) {
    units.set(unit, new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }));
  }
  return {
    zone,
    number: (value) => number.format(value),
    dateTime: (date) => local.format(date),
    dateTimeUtc: (date) => utc.format(date),
    full: (date) => localFull.format(date),
    fullUtc: (date) => utcFull.format(date),
    zoneOn: (date) => offset.formatToParts(date).find((part) => part.type === 'timeZoneName')?.value ?? zone,
    clockUtc: (time) => clockUtc.format(time),
    day: (date) => day.format(date),
    relative: (value, unit) => relative.format(value, unit),
    shortDays: (days) => shortDays.format(days),
    length: (milliseconds) => lengthParts(milliseconds).map(({ value, unit }) => units.get(unit)?.format(value) ?? '').join(' '),
  };
}
