import type { CommunicationRoom, CreateRoomOptions, UpdateRoomOptions } from 'acs-rooms';
import type { Connect } from './backend.ts';
import { toFailure, type Failure } from './failure.ts';
import { Observable } from './observable.ts';

/** Pages of the service are short and of any length, so reading goes on until about a screenful has come. */
const BATCH = 30;

export type RoomsPhase = 'idle' | 'loading' | 'ready' | 'failed';

/** The rooms that were read so far, in the service's order, and the calls that change them. */
export class RoomsStore extends Observable {
  readonly #connect: Connect;
  #byId = new Map<string, CommunicationRoom>();
  /** Rooms deleted here: an answer that was under way may still list them. Ids are never given twice. */
  readonly #deleted = new Set<string>();
  #continuationToken: string | undefined;
  /** Raised by every refresh, so that an older answer that comes late is dropped. */
  #generation = 0;
  #allRead: Promise<void> = Promise.resolve();

  rooms: readonly CommunicationRoom[] = [];
  phase: RoomsPhase = 'idle';
  /** Whether the service has more pages. */
  more = false;
  /** Whether every page is being read. */
  readingAll = false;
  failure: Failure | undefined;
  /** Repeats the reading that failed, from the page where it failed. */
  retry: () => Promise<void> = () => this.refresh();

  constructor(connect: Connect) {
    super();
    this.#connect = connect;
  }

  find(roomId: string): CommunicationRoom | undefined {
    return this.#byId.get(roomId);
  }

  /** Reads the list anew, as far as it was read before. What is shown stays until the answer is there. */
  async refresh(): Promise<void> {
    const wanted = Math.max(BATCH, this.rooms.length);
    this.#generation += 1;
    this.readingAll = false;
    await this.#read(new Map(), undefined, wanted);
  }

  /** Reads about a screenful more. */
  async loadMore(): Promise<void> {
    if (this.phase === 'loading' || !this.more) return;
    await this.#read(new Map(this.#byId), this.#continuationToken, this.rooms.length + BATCH);
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
    this.changed();
    do {
      // Another reader may be at work; its pages count as well.
      if (this.phase === 'loading') await new Promise((resolve) => setTimeout(resolve, 20));
      else await this.loadMore();
    } while (this.readingAll && this.more && this.phase !== 'failed' && generation === this.#generation);
    if (generation !== this.#generation) return;
    this.readingAll = false;
    this.changed();
  }

  stopReading(): void {
    this.readingAll = false;
    this.changed();
  }

  async #read(into: Map<string, CommunicationRoom>, token: string | undefined, wanted: number): Promise<void> {
    const generation = this.#generation;
    this.phase = 'loading';
    this.failure = undefined;
    this.changed();
    try {
      const client = await this.#connect();
      do {
        const { value: page, done } = await client.listRooms().byPage(token ? { continuationToken: token } : {}).next();
        if (generation !== this.#generation) return;
        token = done ? undefined : page.continuationToken;
        for (const room of done ? [] : page) into.set(room.id, room);
      } while (token && into.size < wanted);
      this.#continuationToken = token;
      this.more = token !== undefined;
      this.phase = 'ready';
      this.#show(into);
    } catch (error) {
      if (generation !== this.#generation) return;
      this.phase = 'failed';
      this.failure = toFailure(error);
      this.retry = () => this.#read(into, token, wanted);
      this.changed();
    }
  }

  #show(rooms: Map<string, CommunicationRoom>): void {
    for (const id of this.#deleted) rooms.delete(id);
    this.#byId = rooms;
    this.rooms = [...rooms.values()];
    this.changed();
  }

  /** Reads one room, also one that is not in the list because it expired. */
  async fetch(roomId: string): Promise<CommunicationRoom> {
    const room = await (await this.#connect()).getRoom(roomId);
    this.#put(room);
    return room;
  }

  async create(options: CreateRoomOptions): Promise<CommunicationRoom> {
    const room = await (await this.#connect()).createRoom(options);
    this.#put(room);
    return room;
  }

  async update(roomId: string, options: UpdateRoomOptions): Promise<CommunicationRoom> {
    const room = await (await this.#connect()).updateRoom(roomId, options);
    this.#put(room);
    return room;
  }

  async delete(roomId: string): Promise<void> {
    await (await this.#connect()).deleteRoom(roomId);
    this.applyMany({ removed: [roomId] });
  }

  /** Takes over what bulk work has done, many rooms at a time: the list is made anew once for all of them. */
  applyMany(change: { put?: Iterable<CommunicationRoom>; removed?: Iterable<string> }): void {
    const added: CommunicationRoom[] = [];
    const rooms = new Map(this.#byId);
    for (const room of change.put ?? []) {
      if (rooms.has(room.id)) rooms.set(room.id, room);
      else added.push(room);
    }
    for (const id of change.removed ?? []) this.#deleted.add(id);
    // Of those made in the same millisecond, the later one is listed first.
    added.reverse().sort((a, b) => b.createdOn.getTime() - a.createdOn.getTime());
    this.#show(new Map([...added.map((room) => [room.id, room] as const), ...rooms]));
  }

  /** A known room keeps its place; another one goes where the service would list it: newest first. */
  #put(room: CommunicationRoom): void {
    if (this.#byId.has(room.id)) {
      this.#show(new Map(this.#byId).set(room.id, room));
      return;
    }
    const rooms = [...this.rooms];
    const at = rooms.findIndex((other) => other.createdOn.getTime() <= room.createdOn.getTime());
    rooms.splice(at < 0 ? rooms.length : at, 0, room);
    this.#show(new Map(rooms.map((each) => [each.id, each])));
  }
}
