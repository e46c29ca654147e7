import type { CommunicationRoom, CreateRoomOptions, UpdateRoomOptions } from 'acs-rooms';
import type { Connect } from '../connection/backend.ts';
import { toFailure, type Failure } from '../connection/failure.ts';
import { Newest } from '../connection/newest.ts';

/** Pages of the service are short and of any length, so reading goes on until about a screenful has come. */
const BATCH = 30;

export type RoomsPhase = 'idle' | 'loading' | 'ready' | 'failed';

/** A part of the list that is being read. */
interface Reading {
  /** Whether it begins at the start of the list and replaces what is shown. */
  readonly anew: boolean;
  /** A mark from when it began. */
  readonly began: number;
  readonly answers: Map<string, { room: CommunicationRoom; asked: number }>;
  /** Of the page to read next. */
  token: string | undefined;
  /** At least so many rooms are to be read. */
  readonly wanted: number;
}

/** What changed in many rooms at once. */
export interface RoomsChange {
  /** Each with the mark from when it was answered; without one, it is answered just now. */
  put?: Iterable<CommunicationRoom | MarkedRoom>;
  removed?: Iterable<string>;
}

/** A room, and how new what is known of it is; see `RoomsStore.mark`. */
export interface MarkedRoom {
  room: CommunicationRoom;
  mark: number;
}

/** Puts rooms where the service lists them, newest first; of the same time, the added ones come first. */
function mergeNewestFirst(rooms: Iterable<CommunicationRoom>, added: readonly CommunicationRoom[]): Map<string, CommunicationRoom> {
  const merged = new Map<string, CommunicationRoom>();
  let next = 0;
  for (const room of rooms) {
    for (let other = added[next]; other && other.createdOn.getTime() >= room.createdOn.getTime(); other = added[(next += 1)]) merged.set(other.id, other);
    merged.set(room.id, room);
  }
  for (const room of added.slice(next)) merged.set(room.id, room);
  return merged;
}

/**
 * The rooms that were read so far, in the service's order, and the calls that change them. Of two answers about a room,
 * the newer one is shown; see `Newest`.
 */
export class RoomsStore {
  readonly #connect: Connect;
  readonly #listed: () => void;
  #byId = $state.raw<ReadonlyMap<string, CommunicationRoom>>(new Map());
  /** Rooms deleted here: an answer that was under way may still list them. Ids are never given twice. */
  readonly #deleted = new Set<string>();
  readonly #newest = new Newest();
  #continuationToken: string | undefined;
  /** Raised by every refresh, so that an older answer that comes late is dropped. */
  #generation = 0;
  #allRead: Promise<void> = Promise.resolve();

  rooms: readonly CommunicationRoom[] = $state.raw([]);
  phase = $state<RoomsPhase>('idle');
  /** Whether the service has more pages. */
  more = $state(false);
  /** Whether every page is being read. */
  readingAll = $state(false);
  failure = $state.raw<Failure>();
  /** Repeats the reading that failed, from the page where it failed. */
  retry: () => Promise<void> = () => this.refresh();

  /** @param listed - hears when the list was made anew. */
  constructor(connect: Connect, listed: () => void = () => {}) {
    this.#connect = connect;
    this.#listed = listed;
  }

  find(roomId: string): CommunicationRoom | undefined {
    return this.#byId.get(roomId);
  }

  /** Reads the list anew, as far as it was read before. What is shown stays until the answer is there. */
  async refresh(): Promise<void> {
    const wanted = Math.max(BATCH, this.rooms.length);
    this.#generation += 1;
    this.readingAll = false;
    await this.#read({ anew: true, began: this.#newest.mark(), answers: new Map(), token: undefined, wanted });
  }

  /** Reads the list of an emulator that began anew: rooms that were deleted here may be there again. */
  async startOver(): Promise<void> {
    this.#deleted.clear();
    await this.refresh();
  }

  /** Reads about a screenful more. */
  async loadMore(): Promise<void> {
    if (this.phase === 'loading' || !this.more) return;
    await this.#read({ anew: false, began: this.#newest.mark(), answers: new Map(), token: this.#continuationToken, wanted: BATCH });
  }

  /** Reads to the end of the list; `stopReading` ends it early. Who asks while it is being read waits for the same. */
  loadAll(): Promise<void> {
    if (!this.readingAll) this.#allRead = this.#loadAll();
    return this.#allRead;
  }

  async #loadAll(): Promise<void> {
    if (!this.more) return;
    const generation = this.#generation;
    this.readingAll = true;
    do {
      // Another reader may be at work; its pages count as well.
      if (this.phase === 'loading') await new Promise((resolve) => setTimeout(resolve, 20));
      else await this.loadMore();
    } while (this.readingAll && this.more && this.phase !== 'failed' && generation === this.#generation);
    if (generation !== this.#generation) return;
    this.readingAll = false;
  }

  stopReading(): void {
    this.readingAll = false;
  }

  async #read(reading: Reading): Promise<void> {
    const generation = this.#generation;
    this.phase = 'loading';
    this.failure = undefined;
    try {
      const client = await this.#connect();
      do {
        const asked = this.#newest.mark();
        const { value: page, done } = await client.listRooms().byPage(reading.token ? { continuationToken: reading.token } : {}).next();
        if (generation !== this.#generation) return;
        reading.token = done ? undefined : page.continuationToken;
        for (const room of done ? [] : page) reading.answers.set(room.id, { room, asked });
      } while (reading.token && reading.answers.size < reading.wanted);
      this.#continuationToken = reading.token;
      this.more = reading.token !== undefined;
      this.phase = 'ready';
      this.#show(this.#merge(reading));
    } catch (error) {
      if (generation !== this.#generation) return;
      this.phase = 'failed';
      this.failure = toFailure(error);
      this.retry = () => this.#read(reading);
    }
  }

  /** What was read, together with what was learned of rooms since it was asked for. */
  #merge({ anew, began, answers }: Reading): Map<string, CommunicationRoom> {
    const merged = anew ? new Map<string, CommunicationRoom>() : new Map(this.#byId);
    for (const [id, { room, asked }] of answers) {
      const known = this.#newest.take(id, asked) ? room : this.#byId.get(id);
      if (known) merged.set(id, known);
    }
    if (!anew) return merged;
    const since = this.rooms.filter(({ id }) => !merged.has(id) && this.#newest.isNewerThan(began, id));
    return since.length > 0 ? mergeNewestFirst(merged.values(), since) : merged;
  }

  #show(rooms: Map<string, CommunicationRoom>): void {
    for (const id of this.#deleted) rooms.delete(id);
    this.#byId = rooms;
    this.rooms = [...rooms.values()];
    this.#listed();
  }

  /** A mark for what the service has answered just now. */
  mark(): number {
    return this.#newest.mark();
  }

  /** Reads one room, also one that is not in the list because it expired. */
  async fetch(roomId: string): Promise<CommunicationRoom> {
    const asked = this.mark();
    const room = await (await this.#connect()).getRoom(roomId);
    this.applyMany({ put: [{ room, mark: asked }] });
    return this.find(roomId) ?? room;
  }

  async create(options: CreateRoomOptions): Promise<CommunicationRoom> {
    const room = await (await this.#connect()).createRoom(options);
    this.applyMany({ put: [room] });
    return room;
  }

  async update(roomId: string, options: UpdateRoomOptions): Promise<CommunicationRoom> {
    const sent = this.mark();
    const room = await (await this.#connect()).updateRoom(roomId, options);
    // Another answer came meanwhile, and nobody knows which of the two changes the service made last.
    if (this.#newest.isNewerThan(sent, roomId)) return this.fetch(roomId).catch(() => room);
    this.applyMany({ put: [room] });
    return room;
  }

  async delete(roomId: string): Promise<void> {
    await (await this.#connect()).deleteRoom(roomId);
    this.applyMany({ removed: [roomId] });
  }

  /**
   * Takes over what is known of many rooms: the list is made anew once for all of them. A listed room keeps its place;
   * another one goes where the service would list it.
   */
  applyMany({ put = [], removed = [] }: RoomsChange): void {
    const rooms = new Map(this.#byId);
    const added: CommunicationRoom[] = [];
    for (const each of put) {
      const { room, mark } = 'room' in each ? each : { room: each, mark: this.mark() };
      if (!this.#newest.take(room.id, mark)) continue;
      if (rooms.has(room.id)) rooms.set(room.id, room);
      else added.push(room);
    }
    for (const id of removed) this.#deleted.add(id);
    // Of those made in the same millisecond, the later one is listed first.
    added.reverse().sort((a, b) => b.createdOn.getTime() - a.createdOn.getTime());
    this.#show(added.length > 0 ? mergeNewestFirst(rooms.values(), added) : rooms);
  }
}
