import { createIdentifierFromRawId, getIdentifierRawId, isRestError, type CommunicationRoom } from 'acs-rooms';
import type { BulkClient } from './client.ts';
import type { ItemContext } from './job.svelte.ts';
import type { RoomRecord } from './export.ts';
import type { ImportRoom } from './import.ts';
import { Forgotten } from '../connection/failure.ts';
import { newId } from '../kit/new-id.ts';
import type { ParticipantEntry } from '../participants/participants.svelte.ts';
import { LONGEST_VALIDITY } from '../rooms/time.ts';

/** How far validity is extended: by a length in milliseconds, to a date, or as far as the service accepts. */
export type Extension = { by: number } | { to: Date } | 'maximum';

/** What the list of rooms has to take over. */
export interface RoomChanges {
  put(room: CommunicationRoom): void;
  remove(roomId: string): void;
}

/** What is noted about a room that was not simply done. The page has words for each. */
export type ActionNote = 'unchanged' | 'shortened' | 'gone';

/**
 * The end a room gets. `by` counts from its end, or from now when that has passed. Nothing is made shorter, and nothing
 * goes beyond the 180 days from the start that the service accepts.
 */
export function extendedEnd(room: Pick<CommunicationRoom, 'validFrom' | 'validUntil'>, extension: Extension, now: number): { end: Date; note?: ActionNote } {
  const end = room.validUntil.getTime();
  const latest = room.validFrom.getTime() + LONGEST_VALIDITY;
  const wanted = extension === 'maximum' ? latest : 'by' in extension ? Math.max(end, now) + extension.by : extension.to.getTime();
  const next = Math.min(wanted, latest);
  if (next <= end) return { end: room.validUntil, note: 'unchanged' };
  return next < wanted ? { end: new Date(next), note: 'shortened' } : { end: new Date(next) };
}

/**
 * Reads the room first: the service wants both dates together, and a start that was read long ago could undo
 * somebody else's change.
 */
export async function extendRoom(
  client: BulkClient,
  context: ItemContext,
  roomId: string,
  extension: Extension,
  changes: RoomChanges,
  now: number,
): Promise<ActionNote | undefined> {
  const room = await client.call(context, (rooms, options) => rooms.getRoom(roomId, options));
  const { end, note } = extendedEnd(room, extension, now);
  if (note !== 'unchanged') {
    changes.put(await client.call(context, (rooms, options) => rooms.updateRoom(roomId, { ...options, validFrom: room.validFrom, validUntil: end })));
  }
  return note;
}

/** A room that is not there any more is what was asked for. */
export async function deleteRoom(client: BulkClient, context: ItemContext, roomId: string, changes: RoomChanges): Promise<ActionNote | undefined> {
  let note: ActionNote | undefined;
  try {
    await client.call(context, (rooms, options) => rooms.deleteRoom(roomId, options));
  } catch (error) {
    if (!isRestError(error) || error.statusCode !== 404) throw error;
    note = 'gone';
  }
  changes.remove(roomId);
  return note;
}

function toPatches(entries: readonly ParticipantEntry[]) {
  return entries.map(({ rawId, role }) => ({ id: createIdentifierFromRawId(rawId), role }));
}

/** Adds, or sets the role of those who are there. */
export function addParticipants(client: BulkClient, context: ItemContext, roomId: string, entries: readonly ParticipantEntry[]): Promise<void> {
  return client.call(context, (rooms, options) => rooms.addOrUpdateParticipants(roomId, toPatches(entries), options));
}

/** Those who are not in the room are no error. */
export function removeParticipants(client: BulkClient, context: ItemContext, roomId: string, rawIds: readonly string[]): Promise<void> {
  return client.call(context, (rooms, options) => rooms.removeParticipants(roomId, rawIds.map(createIdentifierFromRawId), options));
}

/** Whether an answer says that nothing was made: neither a timeout nor another request of the same id under way says so. */
function isRefusal(status: number | undefined): boolean {
  return status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 409;
}

/** When a request says that it was first sent; by this machine's clock if it does not say. */
function firstSentOf(headers: Headers): Date {
  const date = new Date(headers.get('repeatability-first-sent') ?? '');
  return Number.isNaN(date.getTime()) ? new Date() : date;
}

/**
 * Creates a room of an import, and only one however often it is run: as long as the outcome of an attempt is unknown,
 * all later ones repeat it, by its id and the time it was first sent. The service remembers an attempt for five minutes;
 * a later repetition is refused (412), since it does not know any more either.
 */
export async function importRoom(client: BulkClient, context: ItemContext, room: ImportRoom, changes: RoomChanges): Promise<void> {
  const { validFrom, validUntil, pstnDialOutEnabled, requestId, firstSent } = room;
  let sent: Date | undefined;
  let inDoubt = firstSent !== undefined;
  const create = () =>
    client.call(
      context,
      (rooms, options) =>
        rooms.createRoom({
          ...options,
          validFrom,
          validUntil,
          pstnDialOutEnabled,
          participants: toPatches(room.participants),
          repeatabilityRequestId: requestId,
          repeatabilityFirstSent: firstSent,
        }),
      {
        // At first the client dates it, anew once it has learned that this machine's clock is off. What repeats an
        // attempt in doubt has to say the same as that.
        onSend(headers) {
          if (!inDoubt) sent = firstSentOf(headers);
        },
        onRetry: ({ statusCode }) => (inDoubt ||= !isRefusal(statusCode)),
      },
    );
  let created: CommunicationRoom;
  try {
    created = await create();
  } catch (error) {
    if (!sent && !inDoubt) throw error;
    const status = isRestError(error) ? error.statusCode : undefined;
    inDoubt ||= !isRefusal(status);
    if (inDoubt) room.firstSent = firstSent ?? sent;
    else room.requestId = newId();
    throw inDoubt && status === 412 ? new Forgotten(error) : error;
  }
  room.roomId = created.id;
  changes.put(created);
}

/** Reads everything about a room that an export holds. */
export async function readRecord(client: BulkClient, context: ItemContext, room: CommunicationRoom): Promise<RoomRecord> {
  const participants = await client.call(context, async (rooms, options) => {
    const entries: ParticipantEntry[] = [];
    for await (const { id, role } of rooms.listParticipants(room.id, options)) entries.push({ rawId: getIdentifierRawId(id), role });
    return entries;
  });
  return { room, participants };
}
