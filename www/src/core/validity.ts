import { DAY, HOUR, LONGEST_VALIDITY } from './time.ts';

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
