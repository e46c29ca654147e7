/** The rooms' time. It is the emulator's where that was put forward, so nothing that is about rooms may ask `Date.now()`. */
export class Clock {
  #now = $state(Date.now());
  #aheadInMs = 0;

  /** Milliseconds since 1970, renewed often enough for words such as "in 5 minutes". */
  get now(): number {
    return this.#now;
  }

  /** Renews `now` every ten seconds, and when the page is looked at again: timers sleep in hidden tabs. */
  run(): void {
    const tick = () => this.tick();
    setInterval(tick, 10_000);
    document.addEventListener('visibilitychange', tick);
  }

  /** Renews `now` at once. */
  tick(): void {
    this.#now = Date.now() + this.#aheadInMs;
  }

  /** Follows an emulator whose clock was put forward by so much. */
  follow(aheadInMs: number): void {
    this.#aheadInMs = aheadInMs;
    this.tick();
  }
}
