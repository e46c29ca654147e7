import { readCsv } from '../kit/csv.ts';
import { cutEnd, rangeProblems, readBoolean, readDate, readParticipants, type Problem, type Read } from './import-fields.ts';
import { newId } from '../kit/new-id.ts';
import type { ParticipantEntry } from '../participants/participants.svelte.ts';

/** A room to create. */
export interface ImportRoom {
  validFrom?: Date;
  validUntil?: Date;
  pstnDialOutEnabled?: boolean;
  participants: ParticipantEntry[];
  /** Goes with every request that is to create this room, so that only one is made. A new one once a request was refused. */
  requestId: string;
  /** When it was first sent, as the request said, as long as nobody knows whether the service made the room. */
  firstSent?: Date;
  /** Once it was created. */
  roomId?: string;
}

/** Where in the text: a line of a CSV file, or an entry of a JSON list, both from 1. */
export type Place = { line: number } | { entry: number };

/** What is wrong, and where. Without a place it is about the whole text. */
export interface ImportProblem extends Problem {
  place?: Place;
  /** Column or property. */
  field?: string;
}

/** One line or entry: what was read, and what is wrong with it. Only rows without problems are created. */
export interface ImportRow {
  place: Place;
  room: ImportRoom;
  problems: ImportProblem[];
  /** Whether the end was moved to 180 days after the start: an export may hold a room that is a little longer. */
  shortened: boolean;
}

export interface ImportPlan {
  format: 'csv' | 'json';
  rows: ImportRow[];
  /** When there are any, nothing is imported: the text as a whole was not understood. */
  problems: ImportProblem[];
}

/** What of a room can be given. */
const FIELDS = ['validFrom', 'validUntil', 'pstnDialOutEnabled', 'participants'] as const;

/** What an export holds besides; the service gives new ones. */
const IGNORED = ['id', 'createdAt'] as const;

type Field = (typeof FIELDS)[number];

function fieldNamed(name: string): Field | (typeof IGNORED)[number] | undefined {
  return [...FIELDS, ...IGNORED].find((field) => field.toLowerCase() === name.trim().toLowerCase());
}

/** The time of creation is not given to a room, but explains its dates. */
function isRead(name: (typeof FIELDS)[number] | (typeof IGNORED)[number]): name is Field | 'createdAt' {
  return name !== 'id';
}

function makeRow(place: Place, values: ReadonlyMap<Field | 'createdAt', unknown>, now: number): ImportRow {
  const problems: ImportProblem[] = [];
  function read<T>(field: Field, reader: (value: unknown) => Read<T>): T | undefined {
    if (!values.has(field)) return undefined;
    const result = reader(values.get(field));
    problems.push(...result.problems.map((problem) => ({ ...problem, place, field })));
    return result.value;
  }
  const room: ImportRoom = {
    validFrom: read('validFrom', readDate),
    validUntil: read('validUntil', readDate),
    pstnDialOutEnabled: read('pstnDialOutEnabled', readBoolean),
    participants: read('participants', readParticipants) ?? [],
    requestId: newId(),
  };
  const end = cutEnd({ ...room, createdAt: readDate(values.get('createdAt')).value });
  if (end) room.validUntil = end;
  // A date that could not be read says enough by itself.
  if (!problems.some(({ field }) => field === 'validFrom' || field === 'validUntil')) {
    problems.push(...rangeProblems(room, now).map(({ field, problem }) => ({ ...problem, place, field })));
  }
  return { place, room, problems, shortened: end !== undefined };
}

function readTable(text: string, now: number): ImportPlan {
  const plan: ImportPlan = { format: 'csv', rows: [], problems: [] };
  const [header, ...records] = readCsv(text);
  if (!header) return { ...plan, problems: [{ kind: 'empty' }] };
  const place = { line: header.line };
  const columns = header.cells.map(fieldNamed);
  for (const [index, name] of header.cells.entries()) {
    const column = columns[index];
    if (!column) plan.problems.push({ kind: 'unknownColumn', value: name, place });
    else if (columns.indexOf(column) !== index) plan.problems.push({ kind: 'repeatedColumn', value: name, place });
  }
  if (header.brokenQuote) plan.problems.push({ kind: 'quote', place });
  if (plan.problems.length === 0 && records.length === 0) plan.problems.push({ kind: 'empty' });
  if (plan.problems.length > 0) return plan;
  for (const { line, cells, brokenQuote } of records) {
    const values = new Map<Field | 'createdAt', unknown>();
    for (const [index, column] of columns.entries()) {
      const cell = cells[index]?.trim();
      if (column && isRead(column) && cell) values.set(column, cell);
    }
    const row = makeRow({ line }, values, now);
    if (brokenQuote) row.problems = [{ kind: 'quote', place: row.place }];
    else if (cells.length !== columns.length) row.problems = [{ kind: 'cells', value: `${cells.length}`, expected: `${columns.length}`, place: row.place }];
    plan.rows.push(row);
  }
  return plan;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The list of an export (`rooms`), of an answer of the service (`value`), or the whole text. */
function listIn(parsed: unknown): unknown[] | undefined {
  const list = isObject(parsed) ? (parsed['rooms'] ?? parsed['value']) : parsed;
  return Array.isArray(list) ? list : undefined;
}

function readList(text: string, now: number): ImportPlan {
  const plan: ImportPlan = { format: 'json', rows: [], problems: [] };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { ...plan, problems: [{ kind: 'syntax', value: error instanceof Error ? error.message : String(error) }] };
  }
  const list = listIn(parsed);
  if (!list) return { ...plan, problems: [{ kind: 'notRooms' }] };
  if (list.length === 0) return { ...plan, problems: [{ kind: 'empty' }] };
  for (const [index, entry] of list.entries()) {
    const place = { entry: index + 1 };
    const values = new Map<Field | 'createdAt', unknown>();
    const problems: ImportProblem[] = isObject(entry) ? [] : [{ kind: 'noRoom', place }];
    for (const [name, value] of Object.entries(isObject(entry) ? entry : {})) {
      const field = fieldNamed(name);
      if (!field) problems.push({ kind: 'unknownField', value: name, place });
      // The service takes null for its default.
      else if (isRead(field) && value !== null) values.set(field, value);
    }
    const row = makeRow(place, values, now);
    plan.rows.push({ ...row, problems: [...problems, ...row.problems] });
  }
  return plan;
}

/** Reads rooms from CSV or JSON. `now` in milliseconds: the service refuses rooms that have ended. */
export function readImport(text: string, now: number): ImportPlan {
  return /^\uFEFF?\s*[[{]/.test(text) ? readList(text, now) : readTable(text, now);
}

/** How many of the rooms that can be created get an earlier end than the text says. */
export function countShortened(plan: ImportPlan): number {
  return plan.problems.length > 0 ? 0 : plan.rows.filter((row) => row.problems.length === 0 && row.shortened).length;
}

/** The rooms that can be created. */
export function importable(plan: ImportPlan): ImportRoom[] {
  return plan.problems.length > 0 ? [] : plan.rows.filter((row) => row.problems.length === 0).map((row) => row.room);
}
