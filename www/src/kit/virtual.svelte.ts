import { elementScroll, observeElementOffset, observeElementRect, Virtualizer, type VirtualItem } from '@tanstack/virtual-core';
import { untrack } from 'svelte';

/** Slots are added by so many, so that a few rows more do not give every row another one. */
const SLOTS = 32;

/** The rows of a long list that are in sight, for rows of one height. Create it while a component is being set up. */
export class VirtualRows {
  readonly #virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  #version = $state(0);
  #slots = SLOTS;

  constructor(scroller: () => HTMLElement | undefined, count: () => number, rowHeight: () => number) {
    const options = () => ({
      count: count(),
      estimateSize: rowHeight,
      getScrollElement: () => scroller() ?? null,
      overscan: 8,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: () => untrack(() => (this.#version += 1)),
    });
    this.#virtualizer = untrack(() => new Virtualizer<HTMLElement, HTMLElement>(options()));
    $effect(() => untrack(() => this.#virtualizer._didMount()));
    $effect.pre(() => {
      const next = options();
      rowHeight();
      scroller();
      untrack(() => {
        this.#virtualizer.setOptions(next);
        this.#virtualizer._willUpdate();
        this.#virtualizer.measure();
        this.#version += 1;
      });
    });
  }

  get items(): VirtualItem[] {
    void this.#version;
    return this.#virtualizer.getVirtualItems();
  }

  /**
   * Key for a row that has no state of its own: what scrolls out of sight at one end is used again at the other, since
   * filling a row anew costs a fraction of making one.
   */
  slot(index: number): number {
    const shown = untrack(() => this.items.length);
    while (this.#slots < shown) this.#slots += SLOTS;
    return index % this.#slots;
  }

  get height(): number {
    void this.#version;
    return this.#virtualizer.getTotalSize();
  }

  reveal(index: number): void {
    this.#virtualizer.scrollToIndex(index, { align: 'auto' });
  }
}
