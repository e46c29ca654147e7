import type { CommunicationRoom } from 'acs-rooms';
import { addParticipants, deleteRoom, extendRoom, importRoom, readRecord, removeParticipants, type Extension, type RoomChanges } from './actions.ts';
import { BulkClient, type ConnectOwn } from './client.ts';
import type { RunTarget } from './results.ts';
import { BulkJob, type ItemContext, type ItemState } from './job.svelte.ts';
import type { RoomRecord } from './export.ts';
import type { ImportRow } from './import.ts';
import type { ParticipantEntry } from '../participants/participants.svelte.ts';
import type { MarkedRoom, RoomsStore } from '../rooms/rooms.svelte.ts';

/** What is to be done, and with what. */
export type RunRequest =
  | { kind: 'delete'; roomIds: readonly string[] }
  | { kind: 'extend'; roomIds: readonly string[]; extension: Extension }
  | { kind: 'add'; roomIds: readonly string[]; entries: readonly ParticipantEntry[] }
  | { kind: 'remove'; roomIds: readonly string[]; rawIds: readonly string[] }
  | { kind: 'import'; rows: readonly ImportRow[] }
  | { kind: 'export'; rooms: readonly CommunicationRoom[] };

export type RunKind = RunRequest['kind'];

/** A job and what it is about. */
export interface Run {
  kind: RunKind;
  startedAt: Date;
  job: BulkJob<RunTarget>;
  /** How many items the whole work is about; a run of the failed has fewer. */
  wholeSize: number;
  /** What an export has read so far, earlier runs of it included, in the order of its rooms. */
  records(): RoomRecord[];
  /** The same for the items in these states; what an export has read stays. */
  again(states: readonly ItemState[]): Run;
}

/** Many changes become one change of the list. */
const APPLY_EVERY = 200;

type ListChange = { put: MarkedRoom[]; removed: string[] };

/** The list of rooms that takes over what runs change. */
export type ChangedList = Pick<RoomsStore, 'mark' | 'applyMany'>;

/** Collects what a job changes, so that the list of rooms is made anew a few times a second and not for every room. */
class ChangeBatch implements RoomChanges {
  readonly #list: ChangedList;
  #change: ListChange = { put: [], removed: [] };
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(list: ChangedList) {
    this.#list = list;
  }

  put(room: CommunicationRoom): void {
    this.#change.put.push({ room, mark: this.#list.mark() });
    this.#timer ??= setTimeout(() => this.flush(), APPLY_EVERY);
  }

  remove(roomId: string): void {
    this.#change.removed.push(roomId);
    this.#timer ??= setTimeout(() => this.flush(), APPLY_EVERY);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const change = this.#change;
    if (change.put.length === 0 && change.removed.length === 0) return;
    this.#change = { put: [], removed: [] };
    this.#list.applyMany(change);
  }
}

/** The bulk work of this page, the newest first. One run is at work at a time. */
export class BulkRuns {
  readonly #connectOwn: ConnectOwn;
  readonly #list: ChangedList;
  readonly #now: () => number;
  runs: readonly Run[] = $state.raw([]);

  /**
   * @param list - takes over what the runs change.
   * @param now - the rooms' time, in milliseconds since 1970.
   */
  constructor(connectOwn: ConnectOwn, list: ChangedList, now: () => number) {
    this.#connectOwn = connectOwn;
    this.#list = list;
    this.#now = now;
  }

  /** The run that is not over yet. */
  get active(): Run | undefined {
    const [newest] = this.runs;
    return newest && !newest.job.isOver ? newest : undefined;
  }

  start(request: RunRequest): Run {
    const client = new BulkClient(this.#connectOwn);
    switch (request.kind) {
      case 'delete':
        return this.#forRooms(request, (id, context, changes) => deleteRoom(client, context, id, changes));
      case 'extend':
        return this.#forRooms(request, (id, context, changes) => extendRoom(client, context, id, request.extension, changes, this.#now()));
      case 'add':
        return this.#forRooms(request, (id, context) => addParticipants(client, context, id, request.entries));
      case 'remove':
        return this.#forRooms(request, (id, context) => removeParticipants(client, context, id, request.rawIds));
      case 'import': {
        const targets = request.rows.map(({ place, room }) => ({
          place,
          room,
          get roomId() {
            return room.roomId;
          },
        }));
        return this.#begin(request.kind, targets, ({ room }, context, changes) => importRoom(client, context, room, changes));
      }
      case 'export': {
        const targets = request.rooms.map((room) => ({ roomId: room.id, room }));
        const read = new Map<string, RoomRecord>();
        const records = () => targets.flatMap(({ roomId }) => read.get(roomId) ?? []);
        return this.#begin(request.kind, targets, async ({ roomId, room }, context) => void read.set(roomId, await readRecord(client, context, room)), records);
      }
    }
  }

  #forRooms(
    request: { kind: RunKind; roomIds: readonly string[] },
    work: (roomId: string, context: ItemContext, changes: RoomChanges) => Promise<string | void>,
  ): Run {
    return this.#begin(request.kind, request.roomIds.map((roomId) => ({ roomId })), ({ roomId }, context, changes) => work(roomId, context, changes));
  }

  #begin<T extends RunTarget>(
    kind: RunKind,
    targets: readonly T[],
    work: (target: T, context: ItemContext, changes: RoomChanges) => Promise<string | void>,
    records: () => RoomRecord[] = () => [],
    wholeSize = targets.length,
  ): Run {
    if (this.active) throw new Error('another run is at work');
    const changes = new ChangeBatch(this.#list);
    const job = new BulkJob<T>({
      items: targets,
      run: (target, context) => work(target, context, changes),
      // The list shows what was done before the page says that all is done.
      finishing: () => changes.flush(),
    });
    const again = (states: readonly ItemState[]) => this.#begin(kind, job.where(...states).map(({ value }) => value), work, records, wholeSize);
    const run: Run = { kind, startedAt: new Date(), job, wholeSize, records, again };
    this.runs = [run, ...this.runs];
    return run;
  }
}
