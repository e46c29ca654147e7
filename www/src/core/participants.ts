import { createIdentifierFromRawId, getIdentifierRawId, type ParticipantRole, type RoomParticipant } from 'acs-rooms';
import type { Connect } from './backend.ts';
import { toFailure, type Failure } from './failure.ts';
import { Observable } from './observable.ts';
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
      const rows: ParticipantRow[] = [];
      for await (const participant of (await this.#connect()).listParticipants(this.roomId)) rows.push(toRow(participant));
      this.rows = rows;
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

  /** @returns whether the service accepted it; if not, the row says why. */
  async setRole(rawId: string, role: ParticipantRole): Promise<boolean> {
    return this.#forRow(rawId, () => this.#send([{ rawId, role }]), (rows) => rows.map((row) => (row.rawId === rawId ? { ...row, role } : row)));
  }

  /** @returns whether the service accepted it; if not, the row says why. */
  async remove(rawId: string): Promise<boolean> {
    return this.#forRow(
      rawId,
      async () => (await this.#connect()).removeParticipants(this.roomId, [createIdentifierFromRawId(rawId)]),
      (rows) => rows.filter((row) => row.rawId !== rawId),
    );
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

  async #forRow(rawId: string, call: () => Promise<void>, apply: (rows: readonly ParticipantRow[]) => ParticipantRow[]): Promise<boolean> {
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
