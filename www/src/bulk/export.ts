import type { CommunicationRoom } from 'acs-rooms';
import { printCsv } from '../kit/csv.ts';
import type { ParticipantEntry } from '../participants/participants.svelte.ts';

/** A room with everything that the service tells about it. */
export interface RoomRecord {
  room: CommunicationRoom;
  participants: readonly ParticipantEntry[];
}

/** The columns of the CSV form, by the names of the REST API; the JSON form has the same names. */
export const EXPORT_COLUMNS = ['id', 'createdAt', 'validFrom', 'validUntil', 'pstnDialOutEnabled', 'participants'] as const;

/** One raw id and its role. What separates them is written as in a URL where it is part of the id. */
function printParticipant({ rawId, role }: ParticipantEntry): string {
  return `${rawId.replace(/[%;=]/g, encodeURIComponent)}=${role}`;
}

function facts({ room, participants }: RoomRecord) {
  return {
    id: room.id,
    createdAt: room.createdOn.toISOString(),
    validFrom: room.validFrom.toISOString(),
    validUntil: room.validUntil.toISOString(),
    // Absent with an api-version that does not know it.
    pstnDialOutEnabled: room.pstnDialOutEnabled as boolean | undefined,
    participants: participants.map(({ rawId, role }) => ({ rawId, role })),
  };
}

/** `{ exportedAt, rooms: [{ id, createdAt, validFrom, validUntil, pstnDialOutEnabled, participants: [{ rawId, role }] }] }` */
export function toJson(records: readonly RoomRecord[], exportedAt: Date): string {
  return `${JSON.stringify({ exportedAt: exportedAt.toISOString(), rooms: records.map(facts) }, undefined, 2)}\n`;
}

/** One line for each room; participants as `rawId=Role;rawId=Role`. */
export function toCsv(records: readonly RoomRecord[]): string {
  const rows = records.map((record) => {
    const { id, createdAt, validFrom, validUntil, pstnDialOutEnabled } = facts(record);
    return [id, createdAt, validFrom, validUntil, String(pstnDialOutEnabled ?? ''), record.participants.map(printParticipant).join(';')];
  });
  return printCsv([EXPORT_COLUMNS, ...rows]);
}

/** For file names: `2026-11-23T10-05-00Z`. */
export function fileTime(date: Date): string {
  return date.toISOString().replace(/\.\d+/, '').replaceAll(':', '-');
}
