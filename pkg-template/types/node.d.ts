/// <reference lib="esnext.disposable" />
/**
 * A `fetch` for servers on Node that make many calls.
 *
 * ```js
 * import { RoomsClient } from "acs-rooms";
 * import { nodeFetch } from "acs-rooms/node";
 *
 * const rooms = new RoomsClient(connectionString, { fetch: nodeFetch() });
 * ```
 *
 * It sends over `node:http` and `node:https`, which takes less of the processor than Node's global `fetch`
 * (docs/performance.md has the figures). Deno and Bun have these modules too, but a `fetch` of their own that is quicker.
 *
 * @packageDocumentation
 */

import type { AbortSignalLike } from "./index.js";
import type { URL } from "./platform.js";

/** Options of {@link nodeFetch}. */
export interface NodeFetchOptions {
  /**
   * The `Agent` of `node:http` or `node:https` that opens the connections, or a function that gives one for a URL. It decides
   * about proxies, certificates and how long connections are kept. Default: an agent for each scheme that belongs to this
   * `fetch` and keeps its connections.
   */
  agent?: object | ((url: URL) => object | undefined) | undefined;
  /** Most connections to one host at a time, of its own agents. Requests beyond wait. Default no limit. */
  maxSockets?: number | undefined;
  /**
   * How long a connection may be silent during a request, in milliseconds, before the request fails with the code
   * `ETIMEDOUT`. Default no limit; the limit of a whole call is the client's `requestTimeoutInMs`.
   */
  idleTimeoutInMs?: number | undefined;
  /** Most bytes of an answer, decompressed; a longer one fails with the code `ERR_RESPONSE_TOO_LARGE`. Default no limit. */
  maxResponseBytes?: number | undefined;
}

/** What {@link NodeFetch} takes beside the URL: the part of `RequestInit` that a client of an API uses. */
export interface NodeFetchInit {
  /** Default `"GET"`. */
  method?: string | undefined;
  /** By their names, in any case. */
  headers?: Record<string, string> | Iterable<readonly [string, string]> | undefined;
  /** Text or bytes. Streams and forms are refused with a `TypeError`. */
  body?: string | ArrayBufferView | ArrayBuffer | null | undefined;
  /** Ends the request at once; the promise rejects with the signal's `reason`. */
  signal?: AbortSignalLike | null | undefined;
  /** `"manual"` gives the answer of a redirect as it is. Otherwise it fails with the code `ERR_REDIRECT`: none is followed. */
  redirect?: string | undefined;
}

/** An answer, read to its end before the promise of {@link NodeFetch} resolves. */
export interface NodeFetchResponse {
  /** The URL that was asked for. */
  readonly url: string;
  /** HTTP status. */
  readonly status: number;
  /** The words beside the status, as the server sent them. */
  readonly statusText: string;
  /** Whether the status is one from 200 to 299. */
  readonly ok: boolean;
  /** The headers that came. Names in any case; values that came more than once are joined with a comma. */
  readonly headers: {
    /** The header of that name; null when there is none. */
    get(name: string): string | null;
    /** Whether there is a header of that name. */
    has(name: string): boolean;
    /** Calls with each header. */
    forEach(act: (value: string, name: string) => void): void;
  };
  /** The body as text, read as UTF-8. May be asked for more than once, as the two below. */
  text(): Promise<string>;
  /** The body parsed as JSON. */
  json(): Promise<any>;
  /** The body's bytes. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A `fetch` with connections of its own. */
export interface NodeFetch {
  /**
   * Sends a request and reads its answer, decompressed (gzip, deflate, br).
   *
   * Rejects with a `TypeError` for arguments that it does not take, with the signal's reason when it is aborted, and else with
   * the error of the system as Node throws it, whose `code` says what happened: `ECONNREFUSED`, `ENOTFOUND`, `ECONNRESET`,
   * `CERT_HAS_EXPIRED` and so on.
   */
  (url: string | URL, init?: NodeFetchInit): Promise<NodeFetchResponse>;
  /**
   * Closes the connections of its own agents. Idle ones keep no process alive, so few programs need it. A later request
   * opens new ones.
   */
  close(): void;
  /** The same as `close()`, for `using`. */
  [Symbol.dispose](): void;
}

/**
 * Makes a {@link NodeFetch} for the option `fetch` of a client. One is enough for a program: connections are shared by what
 * shares it.
 *
 * @throws TypeError or RangeError for an option that cannot be.
 */
export function nodeFetch(options?: NodeFetchOptions): NodeFetch;
