import type { BulkItem } from './job.svelte.ts';
import { printCsv } from '../kit/csv.ts';
import type { Failure } from '../connection/failure.ts';
import type { Place } from './import.ts';

/** What an item of a run is about: a room, or a line that is to become one. */
export interface RunTarget {
  /** Undefined until the room was created. */
  readonly roomId?: string;
  readonly place?: Place;
}

/** What the service says about the fields, if it does: the message itself is the same for all of them then. */
export function reasonOf(failure: Failure): string {
  return Object.values(failure.fields).join(' ') || failure.message;
}

export interface FailureGroup<T extends RunTarget> {
  /** With `…` for each word in which the failures differ, such as an id or a number. */
  reason: string;
  /** The first failure of the group. */
  failure: Failure;
  items: BulkItem<T>[];
}

/** The words that two sentences of the same shape have in common. */
function common(one: string, other: string): string {
  const words = other.split(' ');
  return one.split(' ').map((word, index) => (word === words[index] ? word : '…')).join(' ');
}

/** The failed items by their reason, the most frequent first. Words with digits in them do not make another reason. */
export function groupFailures<T extends RunTarget>(items: readonly BulkItem<T>[]): FailureGroup<T>[] {
  const groups = new Map<string, FailureGroup<T>>();
  for (const item of items) {
    if (!item.failure) continue;
    const reason = reasonOf(item.failure);
    const key = JSON.stringify([item.failure.status, item.failure.code, reason.replace(/\S*\d\S*/g, '#')]);
    const group = groups.get(key);
    if (!group) {
      groups.set(key, { reason, failure: item.failure, items: [item] });
      continue;
    }
    group.items.push(item);
    if (group.reason !== reason) group.reason = common(group.reason, reason);
  }
  return [...groups.values()].sort((a, b) => b.items.length - a.items.length);
}

const COLUMNS = ['roomId', 'line', 'result', 'note', 'reason', 'status', 'code', 'requestId', 'retries'];

/** One line for each item, in their order. */
export function toResultCsv<T extends RunTarget>(items: readonly BulkItem<T>[]): string {
  const rows = items.map(({ value: { roomId, place }, state, note, failure, retries }) => [
    roomId ?? '',
    place ? `${'line' in place ? place.line : place.entry}` : '',
    state,
    note ?? (failure?.forgotten ? 'forgotten' : ''),
    failure ? reasonOf(failure) : '',
    `${failure?.status ?? ''}`,
    failure?.code ?? '',
    failure?.requestId ?? '',
    `${retries}`,
  ]);
  return printCsv([COLUMNS, ...rows]);
}
