import { createIdentifierFromRawId } from 'acs-rooms';
import type { ParticipantEntry } from '../participants/participants.svelte.ts';
import { lookUp } from '../kit/look-up.ts';
import { isSupported, MOST_PARTICIPANTS, roleNamed } from '../participants/paste.ts';
import { HOUR } from '../kit/durations.ts';
import { LONGEST_VALIDITY } from '../rooms/time.ts';

/** What can be wrong with a text, a row or a field. The page has words for each, with `value` and `expected` in them. */
export type ProblemKind =
  | 'empty'
  | 'syntax'
  | 'notRooms'
  | 'noRoom'
  | 'unknownColumn'
  | 'repeatedColumn'
  | 'unknownField'
  | 'quote'
  | 'cells'
  | 'date'
  | 'offset'
  | 'endPast'
  | 'endBeforeStart'
  | 'tooLong'
  | 'tooFar'
  | 'boolean'
  | 'participants'
  | 'identifier'
  | 'unsupported'
  | 'role'
  | 'twice'
  | 'tooMany';

export interface Problem {
  kind: ProblemKind;
  /** What was found. */
  value?: string;
  /** What should have been there. */
  expected?: string;
}

/** A value, or what is wrong with it. */
export interface Read<T> {
  value?: T;
  problems: Problem[];
}

function wrong(kind: ProblemKind, value: unknown): { problems: Problem[] } {
  return { problems: [{ kind, value: typeof value === 'string' ? value : JSON.stringify(value) }] };
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/i;

/** RFC 3339. A time without an offset is refused: it would mean another moment on each computer. */
export function readDate(value: unknown): Read<Date> {
  const [, year, month, day, offset] = (typeof value === 'string' && DATE.exec(value)) || [];
  if (typeof value !== 'string' || day === undefined) return wrong('date', value);
  // JavaScript takes 30 February for 2 March.
  const exists = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  const date = new Date(value.replace(' ', 'T'));
  if (!exists || Number.isNaN(date.getTime())) return wrong('date', value);
  return offset ? { value: date, problems: [] } : wrong('offset', value);
}

/** Spreadsheets write truth in capitals and in their user's language. */
const TRUTH: Readonly<Record<string, boolean>> = { true: true, false: false, 1: true, 0: false, vrai: true, faux: false };

export function readBoolean(value: unknown): Read<boolean> {
  const known = typeof value === 'boolean' ? value : typeof value === 'string' ? lookUp(TRUTH, value.toLowerCase()) : undefined;
  return known === undefined ? wrong('boolean', value) : { value: known, problems: [] };
}

/** Pairs of raw id and role, still unchecked. */
type Pair = { rawId: string; role: unknown };

/** `rawId=Role;rawId=Role`; an id may stand alone. */
function pairsInCell(cell: string): Pair[] {
  return cell
    .split(/[;\n]/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
    .map((piece) => {
      const at = piece.lastIndexOf('=');
      const rawId = (at < 0 ? piece : piece.slice(0, at)).trim();
      return { rawId: rawId.replace(/%(?:25|3B|3D)/gi, decodeURIComponent), role: at < 0 ? undefined : piece.slice(at + 1).trim() };
    });
}

/** A list of `{ rawId, role }`, or the object `{ rawId: { role } }` that the REST API takes. */
function pairsInJson(value: unknown): Pair[] | undefined {
  if (Array.isArray(value)) {
    const pairs = value.map((entry: unknown) =>
      typeof entry === 'object' && entry !== null && 'rawId' in entry && typeof entry.rawId === 'string'
        ? { rawId: entry.rawId, role: 'role' in entry ? entry.role : undefined }
        : undefined,
    );
    return pairs.every((pair) => pair !== undefined) ? pairs : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).map(([rawId, entry]: [string, unknown]) => ({
    rawId,
    role: typeof entry === 'object' && entry !== null && 'role' in entry ? entry.role : undefined,
  }));
}

/** Without a role, a participant is an Attendee, as for the service. */
export function readParticipants(value: unknown): Read<ParticipantEntry[]> {
  const pairs = typeof value === 'string' ? pairsInCell(value) : pairsInJson(value);
  if (!pairs) return wrong('participants', value);
  const entries = new Map<string, ParticipantEntry>();
  const problems: Problem[] = [];
  for (const { rawId, role } of pairs) {
    const { kind } = createIdentifierFromRawId(rawId);
    const known = role === undefined || role === null || role === '' ? 'Attendee' : typeof role === 'string' ? roleNamed(role) : undefined;
    if (kind === 'unknown') problems.push({ kind: 'identifier', value: rawId });
    else if (!isSupported(kind)) problems.push({ kind: 'unsupported', value: rawId });
    else if (!known) problems.push({ kind: 'role', value: String(role) });
    else if (entries.has(rawId)) problems.push({ kind: 'twice', value: rawId });
    else entries.set(rawId, { rawId, role: known });
  }
  if (entries.size > MOST_PARTICIPANTS) problems.push({ kind: 'tooMany', value: `${entries.size}`, expected: `${MOST_PARTICIPANTS}` });
  return problems.length > 0 ? { problems } : { value: [...entries.values()], problems };
}

/** By how much a room of the service may be longer than what the service accepts: as long ago as its start was when it was made. */
const EXCESS = HOUR;

/**
 * The end of a room that the service itself made a little longer than it accepts: without an end, a room with a start
 * in the past ends 180 days after its creation. Such a room is cut at 180 days from its start. Anything longer is a
 * mistake, unless the creation, as an export tells it, explains the length.
 */
export function cutEnd(dates: { validFrom?: Date; validUntil?: Date; createdAt?: Date }): Date | undefined {
  const { validFrom, validUntil, createdAt } = dates;
  if (!validFrom || !validUntil) return undefined;
  const latest = validFrom.getTime() + LONGEST_VALIDITY;
  const excess = validUntil.getTime() - latest;
  if (excess <= 0) return undefined;
  const made = createdAt !== undefined && validUntil.getTime() <= createdAt.getTime() + LONGEST_VALIDITY;
  return made || excess <= EXCESS ? new Date(latest) : undefined;
}

/** What the service refuses about a pair of dates. A date that is not given is now, or 180 days from now. */
export function rangeProblems(dates: { validFrom?: Date; validUntil?: Date }, now: number): { field: 'validFrom' | 'validUntil'; problem: Problem }[] {
  const from = dates.validFrom?.getTime() ?? now;
  const until = dates.validUntil?.getTime();
  const found: ReturnType<typeof rangeProblems> = [];
  if (from - now > LONGEST_VALIDITY) found.push({ field: 'validFrom', problem: { kind: 'tooFar' } });
  if (until === undefined) return found;
  if (until <= now) found.push({ field: 'validUntil', problem: { kind: 'endPast' } });
  else if (until <= from) found.push({ field: 'validUntil', problem: { kind: 'endBeforeStart' } });
  else if (until - from > LONGEST_VALIDITY) found.push({ field: 'validUntil', problem: { kind: 'tooLong' } });
  return found;
}
