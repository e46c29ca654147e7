/**
 * A world in which nothing depends on chance or on the time: the same page gives the same picture, so that pictures of
 * two versions can be compared. Import it before anything that asks for the time.
 */
export const FROZEN_AT = Date.parse('2026-11-27T10:00:00Z');

/** Runs in the page and in Node. */
export function freeze(at: number): void {
  // Mulberry32: small, and even enough for ids.
  let state = 1;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  Math.random = random;
  const hex = (digits: number) => Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  const randomUUID = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
  Object.defineProperty(crypto, 'randomUUID', { value: randomUUID, configurable: true });
  const RealDate = Date;
  class FrozenDate extends RealDate {
    constructor(...given: []) {
      if (given.length === 0) super(at);
      else super(...given);
    }
    static override now(): number {
      return at;
    }
  }
  globalThis.Date = FrozenDate as DateConstructor;
  performance.now = () => 1000;
}
