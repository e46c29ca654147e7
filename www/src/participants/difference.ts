import { createIdentifierFromRawId, type ParticipantRole } from 'acs-rooms';
import type { ParticipantEntry } from './participants.svelte.ts';
import { MOST_PARTICIPANTS, type IdentifierKind } from './paste.ts';

/** What somebody is to be: a role, or not in the room any more. */
export type Wanted = ParticipantRole | 'removed';

export interface Change {
  rawId: string;
  kind: IdentifierKind;
  /** Undefined: not in the room. */
  before: ParticipantRole | undefined;
  after: ParticipantRole | undefined;
}

/** What has to be done to a room's list, and to whom nothing happens. */
export interface Difference {
  added: Change[];
  changed: Change[];
  removed: Change[];
  /** Those that are as they should be. */
  same: Change[];
  /** Participants afterwards. */
  total: number;
}

/** Compares what is with what is wanted. Who is not mentioned stays as he is. */
export function differenceOf(members: readonly ParticipantEntry[], wanted: ReadonlyMap<string, Wanted>): Difference {
  const roles = new Map(members.map(({ rawId, role }) => [rawId, role]));
  const difference: Difference = { added: [], changed: [], removed: [], same: [], total: members.length };
  for (const [rawId, wish] of wanted) {
    const before = roles.get(rawId);
    const after = wish === 'removed' ? undefined : wish;
    if (before === undefined && after === undefined) continue;
    const change = { rawId, kind: createIdentifierFromRawId(rawId).kind, before, after };
    if (before === after) difference.same.push(change);
    else if (before === undefined) difference.added.push(change);
    else if (after === undefined) difference.removed.push(change);
    else difference.changed.push(change);
  }
  difference.total += difference.added.length - difference.removed.length;
  return difference;
}

export function isEmpty({ added, changed, removed }: Difference): boolean {
  return added.length + changed.length + removed.length === 0;
}

/** One call to the service. */
export type Step = { kind: 'set'; entries: ParticipantEntry[] } | { kind: 'remove'; rawIds: string[] };

/**
 * The fewest calls that make the difference: at most one that adds and sets roles, and one that removes.
 * Nobody is let go before the others are in, unless the room would be too full meanwhile.
 */
export function stepsOf({ added, changed, removed, total }: Difference): Step[] {
  const entries = [...added, ...changed].flatMap(({ rawId, after }) => (after ? [{ rawId, role: after }] : []));
  const set: Step[] = entries.length > 0 ? [{ kind: 'set', entries }] : [];
  const remove: Step[] = removed.length > 0 ? [{ kind: 'remove', rawIds: removed.map(({ rawId }) => rawId) }] : [];
  const fullest = total + removed.length;
  return fullest > MOST_PARTICIPANTS ? [...remove, ...set] : [...set, ...remove];
}
