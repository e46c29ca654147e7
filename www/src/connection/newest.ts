/**
 * Which of several answers about one thing is the newest. Every answer has a mark: what was read has one from before it
 * was asked for, what was changed here has one from after the service accepted it. The higher mark wins, in whichever
 * order the answers come.
 */
export class Newest {
  #last = 0;
  readonly #marks = new Map<string, number>();

  /** A mark of this moment, higher than all before. */
  mark(): number {
    return (this.#last += 1);
  }

  /** Whether something is known of this id that is newer than the mark. */
  isNewerThan(mark: number, id: string): boolean {
    return (this.#marks.get(id) ?? 0) > mark;
  }

  /** Takes note of an answer. @returns false when a newer one is known: this one is to be dropped. */
  take(id: string, mark: number): boolean {
    if (this.isNewerThan(mark, id)) return false;
    this.#marks.set(id, mark);
    return true;
  }
}
