/** What a call on the wire does, in the terms of the clients. */

export interface RoomFields {
  validFrom?: string;
  validUntil?: string;
  pstnDialOutEnabled?: boolean;
}

/** A participant as the wire has one; no role means the service's default. */
export interface WireParticipant {
  rawId: string;
  role?: string;
}

export type Operation =
  | { name: 'createRoom'; fields: RoomFields; participants: WireParticipant[] }
  | { name: 'updateRoom'; roomId: string; fields: RoomFields }
  | { name: 'getRoom' | 'deleteRoom'; roomId: string }
  /** From the first page on: the log keeps no continuation tokens. */
  | { name: 'listRooms' }
  | { name: 'listParticipants'; roomId: string }
  | { name: 'addOrUpdateParticipants'; roomId: string; participants: WireParticipant[] }
  | { name: 'removeParticipants'; roomId: string; rawIds: string[] };

interface Body extends RoomFields {
  participants?: Record<string, { role?: string | null } | null> | null;
}

function participantsOf({ participants }: Body): WireParticipant[] {
  return Object.entries(participants ?? {}).flatMap(([rawId, value]) => (value ? [{ rawId, ...(value.role ? { role: value.role } : {}) }] : []));
}

function fieldsOf({ validFrom, validUntil, pstnDialOutEnabled }: Body): RoomFields {
  return JSON.parse(JSON.stringify({ validFrom, validUntil, pstnDialOutEnabled })) as RoomFields;
}

function read(body: string | undefined): Body {
  try {
    return (JSON.parse(body ?? '{}') as Body | null) ?? {};
  } catch {
    // It was too long to be kept whole.
    return {};
  }
}

/** The operation of a call, from its method, its path and its body; undefined for none of the API's. */
export function operationOf({ method, path, body }: { method: string; path: string; body?: string }): Operation | undefined {
  const [, id, people] = /^\/rooms(?:\/([^/?]+)(\/participants)?)?(?:\?|$)/.exec(path) ?? [undefined];
  if (!path.startsWith('/rooms')) return undefined;
  const roomId = id ?? '';
  switch (`${method} ${people ? 'participants' : id ? 'room' : 'rooms'}`) {
    case 'POST rooms':
      return { name: 'createRoom', fields: fieldsOf(read(body)), participants: participantsOf(read(body)) };
    case 'GET rooms':
      return { name: 'listRooms' };
    case 'GET room':
      return { name: 'getRoom', roomId };
    case 'DELETE room':
      return { name: 'deleteRoom', roomId };
    case 'PATCH room':
      return { name: 'updateRoom', roomId, fields: fieldsOf(read(body)) };
    case 'GET participants':
      return { name: 'listParticipants', roomId };
    case 'PATCH participants': {
      const entries = Object.entries(read(body).participants ?? {});
      const removes = entries.length > 0 && entries.every(([, value]) => value === null);
      return removes
        ? { name: 'removeParticipants', roomId, rawIds: entries.map(([rawId]) => rawId) }
        : { name: 'addOrUpdateParticipants', roomId, participants: participantsOf(read(body)) };
    }
    default:
      return undefined;
  }
}
