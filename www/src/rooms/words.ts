import type { CommunicationRoom } from 'acs-rooms';
import { clock } from '../app/state.ts';
import { format, t } from '../i18n/state.ts';
import { distance, roomState, turningPoint } from './time.ts';

/** "in 2 days", "3 hours ago", and words for what is under half a minute away. */
export function relative(date: Date): string {
  const { value, unit } = distance(clock.now, date.getTime());
  if (value === 0) return date.getTime() < clock.now ? t().aMomentAgo : t().inAMoment;
  return format().relative(value, unit);
}

/** What happens next in a room, or happened last: "Ends in 2 hours". */
export function stateWords(room: CommunicationRoom): string {
  const words = { active: t().ends, scheduled: t().starts, expired: t().ended }[roomState(room, clock.now)];
  return words(relative(turningPoint(room, clock.now)));
}

/** What the date means for the room, seen from now: "Started 2 days ago", "Ends in 3 hours". */
export function dateWords(date: Date, edge: 'validFrom' | 'validUntil'): string {
  const past = date.getTime() <= clock.now;
  const { startsAt, startedAt, endsAt, endedAt } = t().validity;
  const words = edge === 'validFrom' ? (past ? startedAt : startsAt) : past ? endedAt : endsAt;
  return words(relative(date));
}
