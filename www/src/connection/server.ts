import { toFailure, type Failure } from './failure.ts';
import type { Session } from './session.ts';

/**
 * Why the server that gave the page cannot be used. `unreachable`: it does not answer. `session`: it does not know this
 * browser. `refused`: it answers something else than it should.
 */
export type TroubleReason = 'unreachable' | 'session' | 'refused';

export class Trouble extends Error {
  readonly reason: TroubleReason;

  constructor(reason: TroubleReason, message: string) {
    super(message);
    this.name = 'Trouble';
    this.reason = reason;
  }
}

/** What the page talks to, as `api/connection.json` tells it. Never holds a key. */
export type ServerInfo =
  /** Nobody: a static host. The emulator inside the page is used. */
  | { kind: 'embedded' }
  /** The emulator inside the command, with its controls. */
  | { kind: 'emulator'; endpoint: string; kept: 'file' | 'memory' }
  /** A resource behind the proxy; an emulator elsewhere is one too. */
  | { kind: 'proxy'; endpoint: string; environment: 'production' | 'emulator' };

/** Where the proxy is, seen from the page. */
export const PROXY_PATH = 'api/rooms-proxy';

type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** The server that gave the page, and nobody else. */
export class OwnServer {
  readonly #base: string;
  readonly #session: Session;
  readonly #fetch: Fetch;
  readonly #reached: (trouble: Trouble | undefined) => void;

  /** @param reached hears after every request whether the server could be used. */
  constructor(base: string, session: Session, reached: (trouble: Trouble | undefined) => void, fetch: Fetch = (url, init) => globalThis.fetch(url, init)) {
    this.#base = base;
    this.#session = session;
    this.#reached = reached;
    this.#fetch = fetch;
  }

  url(path: string): string {
    return new URL(path, this.#base).href;
  }

  /** `fetch` for the client, with the session. */
  readonly fetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
    let response: Response;
    try {
      response = await this.#fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), ...this.#session.headers() } });
    } catch (error) {
      const aborted = init.signal?.aborted === true;
      if (!aborted) this.#reached(new Trouble('unreachable', error instanceof Error ? error.message : String(error)));
      throw error;
    }
    const unknown = response.status === 401 && response.headers.has('x-acs-rooms-session-required');
    this.#reached(unknown ? new Trouble('session', `The server answered ${response.status}.`) : undefined);
    return response;
  };

  /** A request of the page's own; what is not a success throws. */
  async call(method: string, path: string, body?: string): Promise<Response> {
    const init: RequestInit = { method, cache: 'no-store' };
    if (body !== undefined) Object.assign(init, { body, headers: { 'content-type': 'application/json' } });
    let response: Response;
    try {
      response = await this.fetch(this.url(path), init);
    } catch (error) {
      throw new Trouble('unreachable', error instanceof Error ? error.message : String(error));
    }
    if (response.ok) return response;
    const said = await response.text();
    const reason = response.headers.has('x-acs-rooms-session-required') ? 'session' : 'refused';
    throw new Trouble(reason, messageOf(said) ?? `The server answered ${response.status}.`);
  }

  /** Trades the ticket of the link for the session. */
  async enter(ticket: string): Promise<void> {
    const { session } = (await (await this.call('POST', 'api/session', JSON.stringify({ ticket }))).json()) as { session?: unknown };
    if (typeof session !== 'string') throw new Trouble('refused', 'The server gave no session.');
    this.#session.set(session);
  }

  async info(): Promise<ServerInfo> {
    let response: Response;
    try {
      response = await this.fetch(this.url('api/connection.json'), { cache: 'no-store' });
    } catch (error) {
      throw new Trouble('unreachable', error instanceof Error ? error.message : String(error));
    }
    // A static host that left the file out, or that answers what it lacks with a page.
    if (response.status === 404) return { kind: 'embedded' };
    if (!response.ok) throw new Trouble(response.headers.has('x-acs-rooms-session-required') ? 'session' : 'refused', `The server answered ${response.status}.`);
    return readInfo(await response.text());
  }
}

function messageOf(text: string): string | undefined {
  try {
    const message: unknown = (JSON.parse(text) as { error?: { message?: unknown } } | null)?.error?.message;
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}

/** Reads what the server says of itself. What is not understood is never taken for an emulator. */
export function readInfo(text: string): ServerInfo {
  let info: Record<string, unknown> | null;
  try {
    info = JSON.parse(text) as Record<string, unknown> | null;
  } catch {
    info = null;
  }
  const { kind, endpoint, environment, kept } = info ?? {};
  if (kind === 'embedded') return { kind };
  if (typeof endpoint === 'string' && URL.canParse(endpoint)) {
    if (kind === 'emulator') return { kind, endpoint, kept: kept === 'file' ? 'file' : 'memory' };
    if (kind === 'proxy') return { kind, endpoint, environment: environment === 'emulator' ? 'emulator' : 'production' };
  }
  throw new Trouble('refused', 'The server does not say in a way that this page understands what it is connected to.');
}

/** Trouble as every other failure is shown. */
export function failureOf(error: unknown): Failure {
  const failure = toFailure(error);
  return error instanceof Trouble ? { ...failure, kind: error.reason === 'unreachable' ? 'unreachable' : 'refused' } : failure;
}
