import { createIdentifierFromRawId, getIdentifierRawId, type ParticipantRole, type RoomParticipant } from 'acs-rooms';
import type { Connect } from './backend.ts';
import { toFailure, type Failure } from './failure.ts';
import { Observable } from './observable.ts';
import type { Step } from './participants-difference.ts';
import type { IdentifierKind } from './paste.ts';

/** One line of the list. */
export interface ParticipantRow {
  rawId: string;
  kind: IdentifierKind;
  role: ParticipantRole;
  /** A call about this participant is under way. */
  busy: boolean;
  /** Why the last call about this participant failed. */
  failure: Failure | undefined;
}

/** Whom to add, with which role. */
export interface ParticipantEntry {
  rawId: string;
  role: ParticipantRole;
}

/** How far a difference was made. */
export interface Outcome {
  /** The calls that the service accepted. */
  done: Step[];
  /** The first one that it did not, or of which nobody knows; none after it were sent. */
  failed?: { step: Step; failure: Failure };
}

function toRow(participant: RoomParticipant): ParticipantRow {
  return { rawId: getIdentifierRawId(participant.id), kind: participant.id.kind, role: participant.role, busy: false, failure: undefined };
}

/** The participants of one room, in the order in which they were added. */
export class ParticipantsStore extends Observable {
  readonly #connect: Connect;
  readonly roomId: string;

  rows: readonly ParticipantRow[] = [];
  phase: 'loading' | 'ready' | 'failed' = 'loading';
  failure: Failure | undefined;

  constructor(connect: Connect, roomId: string) {
    super();
    this.#connect = connect;
    this.roomId = roomId;
  }

  async load(): Promise<void> {
    this.phase = 'loading';
    this.failure = undefined;
    this.changed();
    try {
      this.rows = await this.#read();
      this.phase = 'ready';
    } catch (error) {
      this.phase = 'failed';
      this.failure = toFailure(error);
    }
    this.changed();
  }

  /** Adds, or sets the role of those who are there already. Rejects when the service refuses: nobody was added then. */
  async add(entries: readonly ParticipantEntry[]): Promise<void> {
    await this.#send(entries);
    this.#show(entries);
  }

  /**
   * Makes the calls in their order. One call is done as a whole or not at all; after one that failed, the list is read
   * again, since a lost answer does not tell which.
   */
  async apply(steps: readonly Step[]): Promise<Outcome> {
    const done: Step[] = [];
    for (const step of steps) {
      try {
        if (step.kind === 'set') await this.add(step.entries);
        else await this.#drop(step.rawIds);
        done.push(step);
      } catch (error) {
        await this.#readAgain();
        return { done, failed: { step, failure: toFailure(error) } };
      }
    }
    return { done };
  }

  #show(entries: readonly ParticipantEntry[]): void {
    const roles = new Map(entries.map(({ rawId, role }) => [rawId, role]));
    const kept = this.rows.map((row) => {
      const role = roles.get(row.rawId);
      roles.delete(row.rawId);
      return role ? { ...row, role, failure: undefined } : row;
    });
    const added = [...roles].map(([rawId, role]) => toRow({ id: createIdentifierFromRawId(rawId), role }));
    this.rows = [...kept, ...added];
    this.changed();
  }

  async #read(): Promise<ParticipantRow[]> {
    const rows: ParticipantRow[] = [];
    for await (const participant of (await this.#connect()).listParticipants(this.roomId)) rows.push(toRow(participant));
    return rows;
  }

  /** What is shown stays when this fails too: the failure before it is the one to tell. */
  async #readAgain(): Promise<void> {
    try {
      this.rows = await this.#read();
      this.changed();
    } catch {
      return;
    }
  }

  /** @returns whether the service accepted it; if not, the row says why. */
  async setRole(rawId: string, role: ParticipantRole): Promise<boolean> {
    return this.#forRow(rawId, () => this.#send([{ rawId, role }]), (rows) => rows.map((row) => (row.rawId === rawId ? { ...row, role } : row)));
  }

  /** @returns whether the service accepted it; if not, the row says why. */
  async remove(rawId: string): Promise<boolean> {
    return this.#forRow(rawId, () => this.#drop([rawId]), (rows) => rows);
  }

  dismissFailure(rawId: string): void {
    this.#patch(rawId, { failure: undefined });
  }

  async #send(entries: readonly ParticipantEntry[]): Promise<void> {
    const client = await this.#connect();
    await client.addOrUpdateParticipants(
      this.roomId,
      entries.map(({ rawId, role }) => ({ id: createIdentifierFromRawId(rawId), role })),
    );
  }

  async #drop(rawIds: readonly string[]): Promise<void> {
    const client = await this.#connect();
    await client.removeParticipants(this.roomId, rawIds.map(createIdentifierFromRawId));
    const gone = new Set(rawIds);
    this.rows = this.rows.filter((row) => !gone.has(row.rawId));
    this.changed();
  }

  async #forRow(rawId: string, call: () => Promise<void>, apply: (rows: readonly ParticipantRow[]) => readonly ParticipantRow[]): Promise<boolean> {
    this.#patch(rawId, { busy: true, failure: undefined });
    try {
      await call();
      this.rows = apply(this.rows);
      this.#patch(rawId, { busy: false });
      return true;
    } catch (error) {
      this.#patch(rawId, { busy: false, failure: toFailure(error) });
      return false;
    }
  }

  #patch(rawId: string, change: Partial<ParticipantRow>): void {
    this.rows = this.rows.map((row) => (row.rawId === rawId ? { ...row, ...change } : row));
    this.changed();
  }
}
