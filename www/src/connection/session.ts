/** `npx acs-rooms admin` answers only those who show its session; it lets nobody else read or change rooms. */

const KEY = 'acs-rooms-session';

type Store = Pick<Storage, 'getItem' | 'setItem'>;

/** The part of `window` in which the ticket comes. */
interface AddressBar {
  location: { hash: string };
  history: { replaceState(data: unknown, unused: string, url: string): void };
}

function ticketOf(hash: string): string | undefined {
  return /^#session=([\w-]+)$/.exec(hash)?.[1];
}

/**
 * Takes the ticket of `#session=…` out of the address, so that it stays in no history and no copied link.
 * It is in the fragment because that is never sent: not to a server, not in a Referer.
 */
export function takeTicket(bar: AddressBar): string | undefined {
  const ticket = ticketOf(bar.location.hash);
  if (ticket) bar.history.replaceState(null, '', '#/rooms');
  return ticket;
}

/** Begins anew when such a link is opened in the page's own tab, where only the fragment changes. */
export function followTickets(window: Window): void {
  window.addEventListener('hashchange', () => {
    if (ticketOf(window.location.hash)) window.location.reload();
  });
}

/**
 * The session's secret. It is kept in the storage of this origin and sent as a header, not as a cookie: a cookie would
 * also go to whatever else listens on another port of this machine.
 */
export class Session {
  readonly #store: Store | undefined;
  #secret: string | undefined;

  constructor(store: Store | undefined) {
    this.#store = store;
    this.#secret = store?.getItem(KEY) ?? undefined;
  }

  set(secret: string): void {
    this.#secret = secret;
    try {
      this.#store?.setItem(KEY, secret);
    } catch {
      // Storage is full or off: the session lasts as long as the page.
    }
  }

  /** Headers that show the session; none when there is none. */
  headers(): Record<string, string> {
    return this.#secret ? { authorization: `Bearer ${this.#secret}` } : {};
  }
}
