import { createSubscriber } from 'svelte/reactivity';
import type { Observable } from '../core/observable.ts';

/**
 * Makes a plain observable readable in components: reading through the returned function subscribes.
 * Call it where the value is used. `$derived(read())` would be the same object after every change, and so never update.
 */
export function reactive<T extends Observable>(source: T): () => T {
  const subscribe = createSubscriber((update) => source.subscribe(update));
  return () => {
    subscribe();
    return source;
  };
}
