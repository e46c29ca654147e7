/** A plain object that says when it has changed. The views subscribe; the logic knows nothing of them. */
export class Observable {
  readonly #listeners = new Set<() => void>();

  /** @returns a function that ends the subscription. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  protected changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
