import { ticket } from '../app/state.ts';
import { browserStorage } from '../kit/storage.ts';
import { wire } from '../wire/state.ts';
import { Connection } from './connection.svelte.ts';
import { followTickets, Session } from './session.ts';

followTickets(window);

/** What the page is connected to; `connection.connect()` gives the client. */
export const connection = new Connection({ base: document.baseURI, session: new Session(browserStorage()), ticket, listener: wire });
