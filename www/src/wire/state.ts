import { WireLog } from './log.svelte.ts';
import { WirePanel } from './panel.svelte.ts';

/** The calls that went out. */
export const wire = new WireLog();

export const wirePanel = new WirePanel();
