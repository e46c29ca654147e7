import type { CommunicationRoom } from 'acs-rooms';
import { DAY, HOUR, MINUTE } from '../kit/durations.ts';

/** Longest time from `validFrom` to `validUntil` that the service accepts. */
export const LONGEST_VALIDITY = 180 * DAY;

/** A room that ends within this time is pointed out. */
const ENDING_SOON = HOUR;

export const ROOM_STATES = ['active', 'scheduled', 'expired'] as const;
export type RoomState = (typeof ROOM_STATES)[number];

type Validity = Pick<CommunicationRoom, 'validFrom' | 'validUntil'>;

/** The service has no such field: it follows from the two dates. */
export function roomState(room: Validity, now: number): RoomState {
  if (room.validUntil.getTime() <= now) return 'expired';
  return room.validFrom.getTime() > now ? 'scheduled' : 'active';
}

/** Whether people in the room should be warned. */
export function endsSoon(room: Validity, now: number): boolean {
  return roomState(room, now) === 'active' && room.validUntil.getTime() - now <= ENDING_SOON;
}

/** The date that matters next: the start of a room to come, the end of any other. */
export function turningPoint(room: Validity, now: number): Date {
  return roomState(room, now) === 'scheduled' ? room.validFrom : room.validUntil;
}

/** How much of the validity has passed, from 0 to 1. */
export function elapsedShare(room: Validity, now: number): number {
  const from = room.validFrom.getTime();
  const span = room.validUntil.getTime() - from;
  if (span <= 0) return now >= from ? 1 : 0;
  return Math.min(1, Math.max(0, (now - from) / span));
}

export type DistanceUnit = 'minute' | 'hour' | 'day';

/**
 * A signed distance in the unit in which people say it. Rounded, and never 0 unless it is under half a minute.
 * Days are not turned into months: the longest validity is 180 days, and people count it in days.
 */
export function distance(from: number, to: number): { value: number; unit: DistanceUnit } {
  const difference = to - from;
  const size = Math.abs(difference);
  const [unit, length]: [DistanceUnit, number] =
    size < 59.5 * MINUTE ? ['minute', MINUTE] : size < 35.5 * HOUR ? ['hour', HOUR] : ['day', DAY];
  const value = Math.round(size / length);
  return { value: value === 0 ? 0 : Math.sign(difference) * value, unit };
}

/** A length in at most two neighbouring units, for example 1 day and 6 hours. */
export function lengthParts(milliseconds: number): { value: number; unit: DistanceUnit }[] {
  const minutes = Math.max(0, Math.round(milliseconds / MINUTE));
  const parts: { value: number; unit: DistanceUnit }[] = [
    { value: Math.floor(minutes / 1440), unit: 'day' },
    { value: Math.floor((minutes % 1440) / 60), unit: 'hour' },
    { value: minutes % 60, unit: 'minute' },
  ];
  const first = parts.findIndex((part) => part.value > 0);
  if (first < 0) return [{ value: 0, unit: 'minute' }];
  return parts.slice(first, first + 2).filter((part) => part.value > 0);
}
