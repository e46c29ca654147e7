import { createIdentifierFromRawId, getIdentifierRawId, type ParticipantRole, type RoomParticipant } from 'acs-rooms';
import type { Connect } from '../connection/backend.ts';
import { toFailure, type Failure } from '../connection/failure.ts';
import { Newest } from '../connection/newest.ts';
import type { Step } from './difference.ts';
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

/**
 * The participants of one room, in the order in which they were added. Of two answers about a participant, the newer one
 * is shown; see `Newest`.
 */
export class ParticipantsStore {
  readonly #connect: Connect;
  readonly roomId: string;
  readonly #newest = new Newest();
  /** The mark of the list that was read last. */
  #listed = 0;

  rows: readonly ParticipantRow[] = $state.raw([]);
  phase = $state<'loading' | 'ready' | 'failed'>('loading');
  failure = $state.raw<Failure>();

  constructor(connect: Connect, roomId: string) {
    this.#connect = connect;
    this.roomId = roomId;
  }

  async load(): Promise<void> {
    this.phase = 'loading';
    this.failure = undefined;
    try {
      await this.#read();
      this.phase = 'ready';
    } catch (error) {
      this.phase = 'failed';
      this.failure = toFailure(error);
    }
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
  }

  /** Reads the list and shows it, but for those of whom something newer was learned meanwhile. */
  async #read(): Promise<void> {
    const asked = this.#newest.mark();
    const answer: RoomParticipant[] = [];
    for await (const participant of (await this.#connect()).listParticipants(this.roomId)) answer.push(participant);
    // A list that was asked for later came first.
    if (asked < this.#listed) return;
    this.#listed = asked;
    const before = new Map(this.rows.map((row) => [row.rawId, row]));
    const rows: ParticipantRow[] = [];
    for (const row of answer.map(toRow)) {
      const known = before.get(row.rawId);
      before.delete(row.rawId);
      if (!this.#newest.isNewerThan(asked, row.rawId)) rows.push(known?.busy ? { ...row, busy: true } : row);
      else if (known) rows.push(known);
    }
    for (const row of before.values()) if (this.#newest.isNewerThan(asked, row.rawId)) rows.push(row);
    this.rows = rows;
  }

  /** Takes note that the service has just accepted a change of these. */
  #note(rawIds: readonly string[]): void {
    const mark = this.#newest.mark();
    for (const rawId of rawIds) this.#newest.take(rawId, mark);
  }

  /** What is shown stays when this fails too: the failure before it is the one to tell. */
  async #readAgain(): Promise<void> {
    await this.#read().catch(() => {});
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
    this.#note(entries.map(({ rawId }) => rawId));
  }

  async #drop(rawIds: readonly string[]): Promise<void> {
    const client = await this.#connect();
    await client.removeParticipants(this.roomId, rawIds.map(createIdentifierFromRawId));
    this.#note(rawIds);
    const gone = new Set(rawIds);
    this.rows = this.rows.filter((row) => !gone.has(row.rawId));
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
  }
}
