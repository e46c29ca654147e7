import { DAY, HOUR } from '../../kit/durations.ts';
import { LONGEST_VALIDITY } from '../time.ts';

export const PRESETS = ['hour', 'day', 'month', 'maximum'] as const;
/** How long a room is to be open, as offered by one click. */
export type Preset = (typeof PRESETS)[number];

const LENGTH: Record<Exclude<Preset, 'maximum'>, number> = { hour: HOUR, day: DAY, month: 30 * DAY };

/** What the date part of the create and edit forms holds. */
export interface ValidityForm {
  /** The room starts when the service handles the request. */
  startsNow: boolean;
  /** Ignored while `startsNow`. */
  from: Date;
  /** Set while the end follows from the start; undefined once the end was typed. */
  preset: Preset | undefined;
  /** Ignored while there is a preset. */
  until: Date;
}

/** What goes into the request. */
export interface ValidityDates {
  validFrom?: Date;
  validUntil?: Date;
}

/**
 * The end that a preset means. It counts from the start, or from now when the room has begun already;
 * no preset goes beyond what the service accepts.
 */
export function presetEnd(preset: Preset, from: Date, now: number): Date {
  const latest = from.getTime() + LONGEST_VALIDITY;
  if (preset === 'maximum') return new Date(latest);
  return new Date(Math.min(latest, Math.max(from.getTime(), now) + LENGTH[preset]));
}

export function startOf(form: ValidityForm, now: number): Date {
  return form.startsNow ? new Date(now) : form.from;
}

export function endOf(form: ValidityForm, now: number): Date {
  return form.preset ? presetEnd(form.preset, startOf(form, now), now) : form.until;
}

/** A new room: open now, for a day. */
export function newValidity(now: number): ValidityForm {
  return { startsNow: true, from: new Date(now), preset: 'day', until: new Date(now + DAY) };
}

/**
 * Dates for a create request. A start of "now" is left to the service's clock, and so is the longest validity from now:
 * this computer's clock may be ahead, and 180 days by it would be refused.
 */
export function datesForCreate(form: ValidityForm, now: number): ValidityDates {
  if (!form.startsNow) return { validFrom: form.from, validUntil: endOf(form, now) };
  return form.preset === 'maximum' ? {} : { validUntil: endOf(form, now) };
}

/** Dates for an update: both or none, because the service refuses one without the other. */
export function datesForUpdate(form: ValidityForm, before: { validFrom: Date; validUntil: Date }, now: number): ValidityDates {
  const validFrom = startOf(form, now);
  const validUntil = endOf(form, now);
  const same = validFrom.getTime() === before.validFrom.getTime() && validUntil.getTime() === before.validUntil.getTime();
  return same ? {} : { validFrom, validUntil };
}

/** What the service will take, as far as this computer's clock is right. */
export interface ValidityLimits {
  /** Furthest start: the service looks at most 180 days ahead. */
  latestStart: Date;
  /** An end must be after the start, and in the future. */
  earliestEnd: Date;
  /** 180 days after the start, wherever the start is. */
  latestEnd: Date;
  /** What is left between the end and its limit, in milliseconds; negative beyond it. */
  left: number;
  /** Share of the 180 days that is used: 0 to 1, and above 1 beyond the limit. */
  share: number;
}

export function limitsOf(form: ValidityForm, now: number): ValidityLimits {
  const from = startOf(form, now).getTime();
  const until = endOf(form, now).getTime();
  return {
    latestStart: new Date(now + LONGEST_VALIDITY),
    earliestEnd: new Date(Math.max(from, now)),
    latestEnd: new Date(from + LONGEST_VALIDITY),
    left: from + LONGEST_VALIDITY - until,
    share: Math.max(0, (until - from) / LONGEST_VALIDITY),
  };
}
