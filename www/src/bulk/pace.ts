/** The rate is told over so many milliseconds: long enough to be steady, short enough to follow. */
const WINDOW = 10_000;

/** One sample in so many milliseconds is enough. */
const STEP = 250;

/** Before that, a rate would be a guess. */
const LEAST = 1_000;

/** How fast items come to an end, over a sliding window in which pauses do not count. */
export class Pace {
  readonly #now: () => number;
  /** Since when the clock runs; undefined while it stands. */
  #since: number | undefined;
  /** Milliseconds from earlier runs. */
  #before = 0;
  #count = 0;
  /** Active time and count then, oldest first. */
  #samples: { at: number; count: number }[] = [{ at: 0, count: 0 }];

  constructor(now: () => number) {
    this.#now = now;
  }

  start(): void {
    this.#since ??= this.#now();
  }

  stop(): void {
    this.#before = this.activeTime;
    this.#since = undefined;
  }

  get activeTime(): number {
    return this.#before + (this.#since === undefined ? 0 : this.#now() - this.#since);
  }

  /** One more item came to an end. */
  count(): void {
    this.#count += 1;
    const at = this.activeTime;
    const last = this.#samples.at(-1);
    if (last && at - last.at < STEP) return;
    this.#samples.push({ at, count: this.#count });
    // The oldest one that stays lies at or before the beginning of the window.
    while ((this.#samples[1]?.at ?? Infinity) <= at - WINDOW) this.#samples.shift();
  }

  /** Items per second; undefined while too little has happened. */
  get rate(): number | undefined {
    const oldest = this.#samples[0];
    if (!oldest) return undefined;
    const span = this.activeTime - oldest.at;
    const items = this.#count - oldest.count;
    return span < LEAST || items === 0 ? undefined : (items / span) * 1000;
  }
}
