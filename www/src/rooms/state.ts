import { connection } from '../connection/state.ts';
import { Selection } from '../kit/selection.svelte.ts';
import { RoomsStore } from './rooms.svelte.ts';

export const rooms: RoomsStore = new RoomsStore(connection.connect, () => {
  // A room that is gone cannot be worked on.
  selection.keepOnly((id) => rooms.find(id) !== undefined);
});

/** The rooms that are selected for bulk work. */
export const selection = new Selection();
