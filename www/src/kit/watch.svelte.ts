import { flushSync } from 'svelte';

/** Outside of components: runs at once, and again after every change of what it has read. @returns what ends it. */
export function watch(look: () => void): () => void {
  const end = $effect.root(() => {
    $effect(look);
  });
  flushSync();
  return end;
}
