type Listed = readonly { id: string }[];

/** What of a list is selected. It stays selected when a filter hides it. */
export class Selection {
  #ids = $state.raw<ReadonlySet<string>>(new Set());
  /** Where a range begins. */
  #anchor: string | undefined;
  /** What the range that is being drawn has selected: drawing it back takes these off again. */
  #drawn: string[] = [];

  get size(): number {
    return this.#ids.size;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** In the order in which they were selected. */
  ids(): string[] {
    return [...this.#ids];
  }

  toggle(id: string): void {
    this.#change((ids) => ids.delete(id) || ids.add(id));
    this.#anchor = id;
    this.#drawn = [];
  }

  /** Selects from what was toggled last, or `from`, to this one, and takes back what an earlier end of the range had selected. */
  rangeTo(shown: Listed, to: string, from: string = to): void {
    const place = (id: string | undefined) => shown.findIndex((one) => one.id === id);
    if (place(this.#anchor) < 0) this.#anchor = from;
    const [start, end] = [place(this.#anchor), place(to)];
    if (start < 0 || end < 0) return;
    this.#change((ids) => {
      for (const id of this.#drawn) ids.delete(id);
      this.#drawn = shown.slice(Math.min(start, end), Math.max(start, end) + 1).map(({ id }) => id).filter((id) => !ids.has(id));
      for (const id of this.#drawn) ids.add(id);
    });
  }

  /** Selects these as well. */
  add(listed: Listed): void {
    this.#drawn = [];
    this.#change((ids) => {
      for (const { id } of listed) ids.add(id);
    });
  }

  remove(listed: Listed): void {
    this.#drawn = [];
    if (listed.some(({ id }) => this.has(id))) {
      this.#change((ids) => {
        for (const { id } of listed) ids.delete(id);
      });
    }
  }

  clear(): void {
    if (this.size === 0) return;
    this.#ids = new Set();
    this.#anchor = undefined;
    this.#drawn = [];
  }

  /** Forgets what is not there any more. */
  keepOnly(exists: (id: string) => boolean): void {
    this.remove(this.ids().filter((id) => !exists(id)).map((id) => ({ id })));
  }

  #change(change: (ids: Set<string>) => void): void {
    const ids = new Set(this.#ids);
    change(ids);
    this.#ids = ids;
  }
}
