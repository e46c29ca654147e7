// The rooms behind an application's meetings.
import { isRestError, type CommunicationRoom, type ParticipantRole, type RoomsClient } from "acs-rooms";

const MINUTE = 60_000;
/** Rooms open so long before their meeting. */
const EARLY = 10 * MINUTE;

export interface Meeting {
  from: Date;
  until: Date;
  /** Ids of Communication Services users. */
  host: string;
  guests: string[];
}

/** The room is gone: the meeting was cancelled, or is long over. */
export class MeetingGone extends Error {}

/** The service asks for a pause. */
export class Busy extends Error {
  constructor(readonly retryAfterInMs: number) {
    super(`try again in ${Math.ceil(retryAfterInMs / 1000)} seconds`);
  }
}

export class Meetings {
  readonly #rooms: RoomsClient;

  constructor(rooms: RoomsClient) {
    this.#rooms = rooms;
  }

  /** Makes the room of a meeting. Resolves to its id. */
  async schedule({ from, until, host, guests }: Meeting): Promise<string> {
    const room = await explained(
      this.#rooms.createRoom({
        validFrom: new Date(from.getTime() - EARLY),
        validUntil: until,
        participants: [
          { id: { communicationUserId: host }, role: "Presenter" },
          ...guests.map((guest) => ({ id: { communicationUserId: guest }, role: "Attendee" as const })),
        ],
      }),
    );
    return room.id;
  }

  /** What a user may do in a meeting; undefined for who is not invited. */
  async roleOf(roomId: string, userId: string): Promise<ParticipantRole | undefined> {
    return explained(this.#find(roomId, userId));
  }

  async #find(roomId: string, userId: string): Promise<ParticipantRole | undefined> {
    for await (const { id, role } of this.#rooms.listParticipants(roomId)) {
      if (id.kind === "communicationUser" && id.communicationUserId === userId) return role;
    }
    return undefined;
  }

  /** Keeps the room open for longer. Resolves to its new end. */
  async prolong(roomId: string, minutes: number): Promise<Date> {
    const { validFrom, validUntil } = await explained(this.#rooms.getRoom(roomId));
    const room: CommunicationRoom = await explained(
      this.#rooms.updateRoom(roomId, { validFrom, validUntil: new Date(validUntil.getTime() + minutes * MINUTE) }),
    );
    return room.validUntil;
  }
}

/** Says what failed in the application's own words, where it has some. */
async function explained<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!isRestError(error)) throw error;
    if (error.statusCode === 404) throw new MeetingGone("there is no such meeting any more", { cause: error });
    if (error.retryAfterInMs !== undefined) throw new Busy(error.retryAfterInMs);
    throw error;
  }
}
