import { Pace } from './pace.ts';
import { toFailure, type Failure } from '../connection/failure.ts';

/** Calls under way at a time, unless the service asks for fewer. */
const CONCURRENCY = 6;

/** So many items in a row that failed for a reason that the next one would share: the job pauses by itself. */
const FAILURES_IN_A_ROW = 6;

/** What an item gets to do its work with. */
export interface ItemContext {
  /** Aborts the calls of the item when the job is cancelled. */
  signal: AbortSignal;
  /** To be told of each call that failed and will be repeated. `throttled`: the service asks for fewer calls. */
  retried(throttled: boolean): void;
}

/**
 * `waiting` was not begun. `running` is under way. `done` succeeded. `failed` was refused, or never answered.
 * `cancelled` was not begun when the job was cancelled: nothing was sent. `interrupted` was under way then: nobody
 * knows whether the service carried it out.
 */
export type ItemState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';

export interface BulkItem<T> {
  readonly value: T;
  state: ItemState;
  /** A word about what was done, in the terms of the action. */
  note?: string;
  failure?: Failure;
  /** Calls that were repeated. */
  retries: number;
}

/** `paused` starts nothing new, what is under way goes on. `cancelling` waits for the last aborted calls to end. */
export type JobPhase = 'running' | 'paused' | 'cancelling' | 'finished';

/** Always: `done + failed + cancelled + interrupted + running + waiting = total`. */
export interface Counts {
  total: number;
  waiting: number;
  running: number;
  done: number;
  failed: number;
  cancelled: number;
  interrupted: number;
}

export interface JobOptions<T> {
  items: readonly T[];
  /** Does one item. What it resolves to becomes the item's note; what it rejects with becomes its failure. */
  run(value: T, context: ItemContext): Promise<string | void>;
  /** Hears that all is done, before the job says so. */
  finishing?: () => void;
  /** Most calls under way at a time. Default 6. */
  concurrency?: number;
  /** Milliseconds; default `performance.now`. */
  now?: () => number;
}

/** Whether the next item would fail for the same reason: no answer, no permission, too many requests, a broken service. */
function isGeneral({ kind, status }: Failure): boolean {
  return kind === 'unreachable' || status === 401 || status === 403 || status === 408 || status === 429 || (status ?? 0) >= 500;
}

/**
 * Does the same with many items, a few at a time. It can be paused and cancelled, slows down when the service asks for
 * it, and says at any moment what was done and what was not. It knows neither rooms nor the page.
 */
export class BulkJob<T> {
  readonly items: readonly BulkItem<T>[];
  readonly counts: Counts = $state({ total: 0, waiting: 0, running: 0, done: 0, failed: 0, cancelled: 0, interrupted: 0 });
  phase = $state<JobPhase>('running');
  /** Why the job paused by itself, if it did. */
  trouble = $state.raw<Failure>();
  /** Calls that were repeated so far, over all items. */
  retries = $state(0);
  /** Most calls under way at a time, when the service does not ask for fewer. */
  readonly most: number;
  /** Resolves when nothing is under way any more and nothing will be. */
  readonly finished: Promise<void>;

  readonly #run: JobOptions<T>['run'];
  readonly #finishing: () => void;
  readonly #pace: Pace;
  readonly #abort = new AbortController();
  /** How many calls may be under way now; between 1 and `most`, not a whole number. */
  #limit = $state(1);
  #next = 0;
  #inARow = 0;
  #finish: () => void = () => {};

  constructor({ items, run, finishing = () => {}, concurrency = CONCURRENCY, now = () => performance.now() }: JobOptions<T>) {
    this.items = items.map((value) => ({ value, state: 'waiting', retries: 0 }));
    this.counts.total = items.length;
    this.counts.waiting = items.length;
    this.#run = run;
    this.#finishing = finishing;
    this.most = concurrency;
    this.#limit = concurrency;
    this.#pace = new Pace(now);
    this.finished = new Promise((resolve) => (this.#finish = resolve));
    this.#pace.start();
    // Whoever made the job looks at it first.
    queueMicrotask(() => this.#startMore());
  }

  /** How many calls may be under way now. */
  get limit(): number {
    return Math.max(1, Math.floor(this.#limit));
  }

  get remaining(): number {
    return this.counts.waiting + this.counts.running;
  }

  /** What has ended, one way or another. Never gets smaller. */
  get settled(): number {
    return this.counts.total - this.remaining;
  }

  /** Items per second over the last while, without pauses; undefined until there is something to tell from. */
  get rate(): number | undefined {
    return this.#pace.rate;
  }

  /** Milliseconds that the rest will take at this rate. */
  get remainingTime(): number | undefined {
    const rate = this.rate;
    return rate && this.phase === 'running' ? (this.remaining / rate) * 1000 : undefined;
  }

  /** Milliseconds the job has been at work, without pauses. */
  get activeTime(): number {
    return this.#pace.activeTime;
  }

  get isOver(): boolean {
    return this.phase === 'finished';
  }

  pause(): void {
    if (this.phase !== 'running') return;
    this.phase = 'paused';
    this.#pace.stop();
  }

  resume(): void {
    if (this.phase !== 'paused') return;
    this.phase = 'running';
    this.trouble = undefined;
    this.#inARow = 0;
    this.#pace.start();
    this.#startMore();
  }

  /** Begins nothing more and aborts what is under way. */
  cancel(): void {
    if (this.phase === 'finished' || this.phase === 'cancelling') return;
    this.phase = 'cancelling';
    this.trouble = undefined;
    for (; this.#next < this.items.length; this.#next += 1) {
      const item = this.items[this.#next];
      if (item) this.#move(item, 'cancelled');
    }
    this.#abort.abort();
    this.#settle();
  }

  /** Items in these states, in their order. */
  where(...states: ItemState[]): BulkItem<T>[] {
    // Items say nothing when they change; the counts do.
    for (const state of states) void this.counts[state];
    return this.items.filter(({ state }) => states.includes(state));
  }

  // Additive increase, multiplicative decrease, as TCP does it: under a steady refusal one call at a time is left, and
  // that one obeys the service's Retry-After.
  #slowDown(): void {
    this.#limit = Math.max(1, this.#limit / 2);
  }

  #speedUp(): void {
    this.#limit = Math.min(this.most, this.#limit + 1 / this.#limit);
  }

  #startMore(): void {
    while (this.phase === 'running' && this.counts.running < this.limit && this.#next < this.items.length) {
      const item = this.items[this.#next];
      this.#next += 1;
      if (item) void this.#do(item);
    }
    this.#settle();
  }

  async #do(item: BulkItem<T>): Promise<void> {
    this.#move(item, 'running');
    try {
      const note = await this.#run(item.value, { signal: this.#abort.signal, retried: (throttled) => this.#retried(item, throttled) });
      if (note) item.note = note;
      this.#inARow = 0;
      this.#speedUp();
      this.#move(item, 'done');
    } catch (error) {
      this.#failed(item, error);
    }
    this.#pace.count();
    this.#startMore();
  }

  #retried(item: BulkItem<T>, throttled: boolean): void {
    item.retries += 1;
    this.retries += 1;
    if (throttled) this.#slowDown();
  }

  #failed(item: BulkItem<T>, error: unknown): void {
    if (this.#abort.signal.aborted && error instanceof Error && error.name === 'AbortError') {
      this.#move(item, 'interrupted');
      return;
    }
    const failure = toFailure(error);
    item.failure = failure;
    this.#move(item, 'failed');
    if (failure.status === 429) this.#slowDown();
    this.#inARow = isGeneral(failure) ? this.#inARow + 1 : 0;
    if (this.#inARow >= FAILURES_IN_A_ROW && this.counts.waiting > 0 && this.phase === 'running') {
      this.trouble = failure;
      this.pause();
    }
  }

  #move(item: BulkItem<T>, to: ItemState): void {
    this.counts[item.state] -= 1;
    this.counts[to] += 1;
    item.state = to;
  }

  /** Ends the job when nothing is left. */
  #settle(): void {
    if (this.remaining === 0 && this.phase !== 'finished') {
      this.#finishing();
      this.phase = 'finished';
      this.#pace.stop();
      this.#finish();
    }
  }
}
