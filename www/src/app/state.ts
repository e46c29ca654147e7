import { browserStorage } from '../kit/storage.ts';
import { Clock } from './clock.svelte.ts';
import { Dialogs } from './dialogs.svelte.ts';
import { Preferences } from './preferences.svelte.ts';
import { Router } from './router.svelte.ts';
import { Toasts } from './toasts.svelte.ts';
import { takeTicket } from '../connection/session.ts';

/** The one of each that the page has. */

/** From the link that the command prints. Taken before the router looks at the address. */
export const ticket = takeTicket(window);
export const router = new Router(window);
export const preferences = new Preferences(browserStorage(), navigator.languages);
export const dialogs = new Dialogs();
export const toasts = new Toasts();
export const clock = new Clock();
clock.run();
