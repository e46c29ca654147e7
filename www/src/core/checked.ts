import { Observable } from './observable.ts';

type Listed = readonly { id: string }[];

/** The rooms that are marked for bulk work. They stay marked when a filter hides them. */
export class CheckedRooms extends Observable {
  readonly #ids = new Set<string>();
  /** Where a range begins. */
  #anchor: string | undefined;
  /** What the range that is being drawn has marked: drawing it back takes these off again. */
  #drawn: string[] = [];

  get size(): number {
    return this.#ids.size;
  }

  has(roomId: string): boolean {
    return this.#ids.has(roomId);
  }

  /** In the order in which they were marked. */
  ids(): string[] {
    return [...this.#ids];
  }

  toggle(roomId: string): void {
    if (!this.#ids.delete(roomId)) this.#ids.add(roomId);
    this.#anchor = roomId;
    this.#drawn = [];
    this.changed();
  }

  /** Marks from the room that was toggled last, or `from`, to this one, and takes back what an earlier end of the range had marked. */
  rangeTo(shown: Listed, to: string, from: string = to): void {
    const place = (id: string | undefined) => shown.findIndex((room) => room.id === id);
    if (place(this.#anchor) < 0) this.#anchor = from;
    const [start, end] = [place(this.#anchor), place(to)];
    if (start < 0 || end < 0) return;
    for (const id of this.#drawn) this.#ids.delete(id);
    this.#drawn = shown.slice(Math.min(start, end), Math.max(start, end) + 1).map(({ id }) => id).filter((id) => !this.#ids.has(id));
    for (const id of this.#drawn) this.#ids.add(id);
    this.changed();
  }

  /** Marks these as well. */
  add(rooms: Listed): void {
    for (const { id } of rooms) this.#ids.add(id);
    this.#drawn = [];
    this.changed();
  }

  remove(rooms: Listed): void {
    for (const { id } of rooms) this.#ids.delete(id);
    this.#drawn = [];
    this.changed();
  }

  clear(): void {
    if (this.#ids.size === 0) return;
    this.#ids.clear();
    this.#anchor = undefined;
    this.#drawn = [];
    this.changed();
  }

  /** Forgets rooms that are not there any more. */
  keepOnly(exists: (roomId: string) => boolean): void {
    const before = this.#ids.size;
    for (const id of this.#ids) if (!exists(id)) this.#ids.delete(id);
    if (this.#ids.size !== before) this.changed();
  }
}
