import { Observable } from './observable.ts';
import { ROOM_STATES, type RoomState } from './time.ts';

export const SORT_KEYS = ['created', 'id', 'state', 'validFrom', 'validUntil'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** What of the rooms is shown, and in which order. */
export interface RoomsQuery {
  search: string;
  state: RoomState | 'all';
  sort: SortKey;
  descending: boolean;
}

/** Where the page is. All of it is in the address, so that a view can be sent to somebody. */
export interface Route {
  /** The room whose details are open. */
  roomId: string | undefined;
  query: RoomsQuery;
}

/** The service's own order: newest first. */
export const DEFAULT_QUERY: Readonly<RoomsQuery> = { search: '', state: 'all', sort: 'created', descending: true };

function oneOf<T extends string>(allowed: readonly T[], value: string | null): T | undefined {
  return allowed.find((one) => one === value);
}

/** `decodeURIComponent` throws on a stray `%`, and an address may hold anything. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Reads `#/rooms/<id>?q=…&state=…&sort=-validUntil`. What it does not understand is left at its default. */
export function parseRoute(hash: string): Route {
  const [path = '', parameters = ''] = hash.replace(/^#/, '').split('?', 2);
  const [, view, id] = path.split('/');
  const given = new URLSearchParams(parameters);
  const sort = given.get('sort') ?? '';
  const key = oneOf(SORT_KEYS, sort.replace(/^-/, ''));
  return {
    roomId: view === 'rooms' && id ? decode(id) : undefined,
    query: {
      search: given.get('q') ?? DEFAULT_QUERY.search,
      state: oneOf(ROOM_STATES, given.get('state')) ?? DEFAULT_QUERY.state,
      sort: key ?? DEFAULT_QUERY.sort,
      descending: key ? sort.startsWith('-') : DEFAULT_QUERY.descending,
    },
  };
}

/** The address of a route, without what is at its default. */
export function printRoute({ roomId, query }: Route): string {
  const parameters = new URLSearchParams();
  if (query.search) parameters.set('q', query.search);
  if (query.state !== DEFAULT_QUERY.state) parameters.set('state', query.state);
  if (query.sort !== DEFAULT_QUERY.sort || query.descending !== DEFAULT_QUERY.descending) {
    parameters.set('sort', `${query.descending ? '-' : ''}${query.sort}`);
  }
  const tail = parameters.size > 0 ? `?${parameters}` : '';
  return `#/rooms${roomId ? `/${encodeURIComponent(roomId)}` : ''}${tail}`;
}

/** The part of `window` that the router needs. */
export interface AddressBar {
  location: { hash: string };
  history: { pushState(data: unknown, unused: string, url: string): void; replaceState(data: unknown, unused: string, url: string): void };
  addEventListener(type: 'hashchange' | 'popstate', listener: () => void): void;
}

/** Keeps the route and the address the same. */
export class Router extends Observable {
  readonly #bar: AddressBar;
  route: Route;

  constructor(bar: AddressBar) {
    super();
    this.#bar = bar;
    this.route = parseRoute(bar.location.hash);
    const follow = () => {
      const address = bar.location.hash;
      if (address === printRoute(this.route)) return;
      this.route = parseRoute(address);
      this.changed();
    };
    bar.addEventListener('hashchange', follow);
    bar.addEventListener('popstate', follow);
  }

  /** Opens or closes a room. Back undoes it. */
  openRoom(roomId: string | undefined): void {
    if (roomId === this.route.roomId) return;
    this.route = { ...this.route, roomId };
    this.#bar.history.pushState(null, '', printRoute(this.route));
    this.changed();
  }

  /** Moves an open panel on to another room; leafing through must not fill the history. */
  followRoom(roomId: string): void {
    this.route = { ...this.route, roomId };
    this.#bar.history.replaceState(null, '', printRoute(this.route));
    this.changed();
  }

  /** Changes filters or order. Typing must not fill the history. */
  refine(change: Partial<RoomsQuery>): void {
    this.route = { ...this.route, query: { ...this.route.query, ...change } };
    this.#bar.history.replaceState(null, '', printRoute(this.route));
    this.changed();
  }
}
