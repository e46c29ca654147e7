import { clock } from '../app/state.ts';
import { connection } from '../connection/state.ts';
import { Emulator } from './emulator.svelte.ts';

export const emulator = new Emulator(connection, clock);
// The clock may have been put forward before the page was opened.
void connection.connect().then(() => emulator.look(), () => {});
