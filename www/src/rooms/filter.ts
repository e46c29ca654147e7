import type { CommunicationRoom } from 'acs-rooms';
import type { RoomsQuery, SortKey } from '../app/router.svelte.ts';
import { ROOM_STATES, roomState, turningPoint, type RoomState } from './time.ts';

export type StateCounts = Record<RoomState | 'all', number>;

/** Whether the room passes every filter but the one by state. */
function matches(room: CommunicationRoom, search: string, pstn: RoomsQuery['pstn']): boolean {
  return room.id.includes(search) && (pstn === 'all' || room.pstnDialOutEnabled === (pstn === 'on'));
}

/** Ids are digits, and people paste them with spaces around or in between. */
export function normalizeSearch(search: string): string {
  return search.replace(/\s+/g, '');
}

/** How many rooms each state filter would show. */
export function countStates(rooms: readonly CommunicationRoom[], { search, pstn }: Pick<RoomsQuery, 'search' | 'pstn'>, now: number): StateCounts {
  const counts: StateCounts = { all: 0, active: 0, scheduled: 0, expired: 0 };
  const wanted = normalizeSearch(search);
  for (const room of rooms) {
    if (!matches(room, wanted, pstn)) continue;
    counts.all += 1;
    counts[roomState(room, now)] += 1;
  }
  return counts;
}

const RANK: Record<SortKey, (room: CommunicationRoom, now: number) => number> = {
  created: (room) => room.createdOn.getTime(),
  // Ids exceed 2^53: they are compared as text below.
  id: () => 0,
  // What ends or begins first comes first within its state.
  state: (room, now) => ROOM_STATES.indexOf(roomState(room, now)) * 1e15 + turningPoint(room, now).getTime(),
  validFrom: (room) => room.validFrom.getTime(),
  validUntil: (room) => room.validUntil.getTime(),
};

function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** The rooms to show, filtered and in order. Equal ones are in order of their ids, or of the service's list, so that rows do not jump. */
export function selectRooms(rooms: readonly CommunicationRoom[], query: RoomsQuery, now: number): CommunicationRoom[] {
  const wanted = normalizeSearch(query.search);
  const rank = RANK[query.sort];
  const sign = query.descending ? -1 : 1;
  return rooms
    .filter((room) => matches(room, wanted, query.pstn) && (query.state === 'all' || roomState(room, now) === query.state))
    .sort((a, b) => sign * (rank(a, now) - rank(b, now) || (query.sort === 'created' ? 0 : compareIds(a.id, b.id))));
}

/** Whether the text can be the id of one room, so that the service can be asked for it. */
export function isRoomId(text: string): boolean {
  return /^\d{16,18}$/.test(text);
}
