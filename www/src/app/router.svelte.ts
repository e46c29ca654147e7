import { ROOM_STATES, type RoomState } from '../rooms/time.ts';

export const SORT_KEYS = ['created', 'id', 'state', 'validFrom', 'validUntil'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** `rooms` is the table, `timeline` the picture of the same rooms in time. */
export const VIEWS = ['rooms', 'timeline'] as const;
export type View = (typeof VIEWS)[number];

/** Whether phone dial-out is on. */
export const PSTN_FILTERS = ['on', 'off'] as const;
export type PstnFilter = (typeof PSTN_FILTERS)[number];

/** What of the rooms is shown, and in which order. */
export interface RoomsQuery {
  search: string;
  state: RoomState | 'all';
  pstn: PstnFilter | 'all';
  sort: SortKey;
  descending: boolean;
}

/** A part of the time, in milliseconds since 1970. */
export interface Span {
  from: number;
  to: number;
}

/** Where the page is. All of it is in the address, so that a view can be sent to somebody. */
export interface Route {
  view: View;
  /** The room whose details are open. */
  roomId: string | undefined;
  query: RoomsQuery;
  /** What the timeline shows; undefined leaves it to the timeline. */
  span: Span | undefined;
}

/** Nothing is filtered away. */
export const NO_FILTER = { search: '', state: 'all', pstn: 'all' } as const satisfies Partial<RoomsQuery>;

/** The table has the service's own order, newest first; the timeline begins with what begins first. */
const DEFAULT_ORDER = {
  rooms: { sort: 'created', descending: true },
  timeline: { sort: 'validFrom', descending: false },
} as const satisfies Record<View, Pick<RoomsQuery, 'sort' | 'descending'>>;

export const DEFAULT_QUERY: Readonly<RoomsQuery> = { ...NO_FILTER, ...DEFAULT_ORDER.rooms };

/** The table without a filter. */
export const HOME: Readonly<Route> = { view: 'rooms', roomId: undefined, query: DEFAULT_QUERY, span: undefined };

/** Whether rooms are left out. */
export function isFiltered({ search, state, pstn }: RoomsQuery): boolean {
  return search !== NO_FILTER.search || state !== NO_FILTER.state || pstn !== NO_FILTER.pstn;
}

function hasDefaultOrder({ sort, descending }: RoomsQuery, view: View): boolean {
  return sort === DEFAULT_ORDER[view].sort && descending === DEFAULT_ORDER[view].descending;
}

function oneOf<T extends string>(allowed: readonly T[], value: string | null | undefined): T | undefined {
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

/** Dates of four digits: what lies beyond cannot be printed, or not read again. No room gets near. */
const EARLIEST = Date.UTC(1000, 0, 1);
const LATEST = Date.UTC(9999, 0, 1);

/** Moves a span that lies beyond the years that an address can hold; undefined when it is none. */
function withinYears({ from, to }: Span): Span | undefined {
  if (!(from < to)) return undefined;
  const length = Math.min(to - from, LATEST - EARLIEST);
  const begin = Math.min(Math.max(from, EARLIEST), LATEST - length);
  return { from: Math.round(begin), to: Math.round(begin + length) };
}

function parseSpan(from: string | null, to: string | null): Span | undefined {
  return withinYears({ from: Date.parse(from ?? ''), to: Date.parse(to ?? '') });
}

/** Reads `#/rooms/<id>?q=…&state=…&pstn=on&sort=-validUntil` and `#/timeline?from=…&to=…`. What it does not understand is left at its default. */
export function parseRoute(hash: string): Route {
  const [path = '', parameters = ''] = hash.replace(/^#/, '').split('?', 2);
  const [, first, id] = path.split('/');
  const known = oneOf(VIEWS, first);
  const view = known ?? HOME.view;
  const given = new URLSearchParams(parameters);
  const sort = given.get('sort') ?? '';
  const key = oneOf(SORT_KEYS, sort.replace(/^-/, ''));
  return {
    view,
    roomId: known && id ? decode(id) : undefined,
    query: {
      search: given.get('q') ?? NO_FILTER.search,
      state: oneOf(ROOM_STATES, given.get('state')) ?? NO_FILTER.state,
      pstn: oneOf(PSTN_FILTERS, given.get('pstn')) ?? NO_FILTER.pstn,
      ...(key ? { sort: key, descending: sort.startsWith('-') } : DEFAULT_ORDER[view]),
    },
    span: view === 'timeline' ? parseSpan(given.get('from'), given.get('to')) : undefined,
  };
}

/** The address of a route, without what is at its default. */
export function printRoute({ view, roomId, query, span }: Route): string {
  const parameters: string[] = [];
  const set = (name: string, value: string) => parameters.push(`${name}=${encodeURIComponent(value)}`);
  if (query.search !== NO_FILTER.search) set('q', query.search);
  if (query.state !== NO_FILTER.state) set('state', query.state);
  if (query.pstn !== NO_FILTER.pstn) set('pstn', query.pstn);
  if (!hasDefaultOrder(query, view)) set('sort', `${query.descending ? '-' : ''}${query.sort}`);
  if (view === 'timeline' && span) {
    // People read these; `:` needs no escape in a fragment.
    parameters.push(`from=${new Date(span.from).toISOString()}`, `to=${new Date(span.to).toISOString()}`);
  }
  const tail = parameters.length > 0 ? `?${parameters.join('&')}` : '';
  return `#/${view}${roomId ? `/${encodeURIComponent(roomId)}` : ''}${tail}`;
}

/** The part of `window` that the router needs. */
export interface AddressBar {
  location: { hash: string };
  history: { pushState(data: unknown, unused: string, url: string): void; replaceState(data: unknown, unused: string, url: string): void };
  addEventListener(type: 'hashchange' | 'popstate', listener: () => void): void;
}

/** Keeps the route and the address the same. */
export class Router {
  readonly #bar: AddressBar;
  route: Route = $state.raw(HOME);

  constructor(bar: AddressBar) {
    this.#bar = bar;
    this.route = parseRoute(bar.location.hash);
    const follow = () => {
      const address = bar.location.hash;
      if (address === printRoute(this.route)) return;
      this.route = parseRoute(address);
    };
    bar.addEventListener('hashchange', follow);
    bar.addEventListener('popstate', follow);
  }

  /** Opens or closes a room. Back undoes it. */
  openRoom(roomId: string | undefined): void {
    if (roomId !== this.route.roomId) this.#go('pushState', { roomId });
  }

  /** Moves an open panel on to another room; leafing through must not fill the history. */
  followRoom(roomId: string): void {
    this.#go('replaceState', { roomId });
  }

  /** Changes filters or order. Typing must not fill the history. */
  refine(change: Partial<RoomsQuery>): void {
    this.#go('replaceState', { query: { ...this.route.query, ...change } });
  }

  /** Shows the same rooms in another way, in its own order unless one was chosen. Back undoes it. */
  show(view: View): void {
    const { view: before, query } = this.route;
    if (view === before) return;
    this.#go('pushState', { view, span: undefined, query: hasDefaultOrder(query, before) ? { ...query, ...DEFAULT_ORDER[view] } : query });
  }

  /** Moves the timeline. Panning must not fill the history. */
  look(span: Span | undefined): void {
    this.#go('replaceState', { span: span && withinYears(span) });
  }

  #go(step: 'pushState' | 'replaceState', change: Partial<Route>): void {
    this.route = { ...this.route, ...change };
    this.#bar.history[step](null, '', printRoute(this.route));
  }
}
