import type { CommunicationRoom } from 'acs-rooms';
import type { Span } from '../app/router.svelte.ts';
import { lengthOf } from './span.ts';

/** A stretch of time and how many rooms are open in it, at least for a moment. */
export interface Slice extends Span {
  open: number;
}

/** How many of the sorted times are before `time`, or at it where `inclusive`. */
function countBefore(times: Float64Array, time: number, inclusive: boolean): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = times[middle] ?? Infinity;
    if (value < time || (inclusive && value === time)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many rooms are open when. Made once for a set of rooms; asking is quick for any part of the time. */
export class Crowd {
  readonly #starts: Float64Array;
  readonly #ends: Float64Array;

  constructor(rooms: readonly Pick<CommunicationRoom, 'validFrom' | 'validUntil'>[]) {
    this.#starts = Float64Array.from(rooms, (room) => room.validFrom.getTime()).sort();
    this.#ends = Float64Array.from(rooms, (room) => room.validUntil.getTime()).sort();
  }

  /** Rooms that are open at some time in the span; one that ends as it begins is not. */
  openIn({ from, to }: Span): number {
    return countBefore(this.#starts, to, false) - countBefore(this.#ends, from, true);
  }

  /** Rooms that are over before the span begins. */
  before({ from }: Span): number {
    return countBefore(this.#ends, from, true);
  }

  /** Rooms that begin after the span. */
  after({ to }: Span): number {
    return this.#starts.length - countBefore(this.#starts, to, false);
  }

  /** Rooms that end after `now`, but not later than so many milliseconds after it. */
  endingWithin(milliseconds: number, now: number): number {
    return countBefore(this.#ends, now + milliseconds, true) - countBefore(this.#ends, now, true);
  }

  /** When the last room before the span ended. */
  lastEnd(span: Span): number | undefined {
    return this.#ends[this.before(span) - 1];
  }

  /** When the first room after the span begins. */
  nextStart({ to }: Span): number | undefined {
    return this.#starts[countBefore(this.#starts, to, false)];
  }

  /** The span cut into equal slices. */
  slices(span: Span, count: number): Slice[] {
    const length = lengthOf(span) / count;
    return Array.from({ length: count }, (_, index) => {
      const slice = { from: span.from + index * length, to: span.from + (index + 1) * length };
      return { ...slice, open: this.openIn(slice) };
    });
  }
}

/** The fullest slice, the first of them; undefined when nothing is open. */
export function peakOf(slices: readonly Slice[]): Slice | undefined {
  let peak: Slice | undefined;
  for (const slice of slices) if (slice.open > (peak?.open ?? 0)) peak = slice;
  return peak;
}

/** Neighbouring slices with nothing open, joined. */
export function gapsOf(slices: readonly Slice[]): Span[] {
  const gaps: Span[] = [];
  let last: Span | undefined;
  for (const { from, to, open } of slices) {
    if (open > 0) last = undefined;
    else if (last) last.to = to;
    else gaps.push((last = { from, to }));
  }
  return gaps;
}
