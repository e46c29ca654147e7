/**
 * A handler that signs what pages may not: it stands between a page, which has no secret, and the Rooms service.
 *
 * ```js
 * import { createRoomsProxy } from "acs-rooms/proxy";
 *
 * const proxy = createRoomsProxy({
 *   connectionString,
 *   basePath: "/api/rooms-proxy",
 *   authorize: async (request, { operation }) => (await userOf(request))?.isAdmin || operation === "getRoom",
 * });
 * const response = await proxy(request);
 * ```
 *
 * The page uses `RoomsClient.throughProxy("/api/rooms-proxy")`.
 *
 * @packageDocumentation
 */

import type { FetchLike, KeyCredential, RequestEvent, ResponseEvent, RoomsOperation, TokenCredential } from "./index.js";
import type { Request, Response } from "./platform.js";

export type { RoomsOperation } from "./index.js";

/** The body of a request, as it is sent to the service; nothing else is in it. */
export interface RoomsProxyBody {
  /** RFC 3339 text, as the caller wrote it. */
  validFrom?: string | null;
  /** RFC 3339 text, as the caller wrote it. */
  validUntil?: string | null;
  /** Whether Presenters may dial out to phone numbers. */
  pstnDialOutEnabled?: boolean | null;
  /** By raw ids. `null` removes the participant. */
  participants?: { [rawId: string]: { role?: string | null } | null } | null;
}

/** What a request asks for. */
export interface RoomsProxyRequest {
  /** The method of the client that makes such a request. */
  operation: RoomsOperation;
  /** Absent for `createRoom` and `listRooms`. */
  roomId?: string;
  /** Present for the operations that create or change something, but not for `deleteRoom`. */
  body?: RoomsProxyBody;
}

/** The rights of a caller. */
export interface RoomsProxyRights {
  /** What the caller may do. */
  operations: readonly RoomsOperation[];
  /**
   * Rooms that the caller may do it with. Default all, when the property is absent: present with the value `undefined` it
   * is a mistake, and answers 500. `listRooms` then shows these rooms only (its pages get shorter,
   * and may be empty); `createRoom` has no room yet and needs only to be among the operations.
   */
  roomIds?: readonly string[];
}

/** What `authorize` may say. */
export type RoomsProxyDecision = boolean | null | undefined | RoomsProxyRights | Response;

/** Which pages of other origins may use the proxy. Those of its own origin always may, if `authorize` agrees. */
export interface RoomsProxyCors {
  /** For example `["https://app.example"]`. Neither `"*"` nor `"null"`. */
  origins: readonly string[];
  /** Whether the browser may send its cookies along, for `authorize`. Default false. */
  credentials?: boolean | undefined;
  /** Further request headers that pages send, for `authorize`. `Authorization` is always allowed. */
  headers?: readonly string[] | undefined;
  /** How long a browser may remember the answer to a preflight, in seconds. Default 600. */
  maxAgeInSeconds?: number | undefined;
}

/**
 * Options of {@link createRoomsProxy}; besides them where the resource is, and how requests to it are proved.
 *
 * @typeParam Context - what the server hands to the proxy besides the request
 */
export interface RoomsProxyOptions<Context = unknown> {
  /**
   * Decides on each request. `true` allows what is asked for, an object allows it if it is among the rights. A `Response`
   * is the answer, such as a 401; make one for each call. `false`, `null` and `undefined` answer 403, all else 500. What
   * it throws answers 500 as well, whatever it is, and `onError` hears of it.
   *
   * @param request - as it came, for its headers; its body has been read
   * @param asked - what is asked for: well-formed, but otherwise as the caller wants it
   * @param context - what the proxy was called with besides the request: bindings of a Worker, the context of a
   *   framework, and by `toNodeHandler` the request of Node, with the session that middleware has put there
   */
  authorize(request: Request, asked: RoomsProxyRequest, context: Context): RoomsProxyDecision | Promise<RoomsProxyDecision>;
  /** Operations that the proxy offers at all; others answer 403 without asking `authorize`. Default every one. */
  allow?: readonly RoomsOperation[] | undefined;
  /** Path of the proxy, as the caller writes it. Default none: the API's paths are at the root. */
  basePath?: string | undefined;
  /** Default none: pages of other origins are refused. */
  cors?: RoomsProxyCors | undefined;
  /** The `fetch` to send with. Default `globalThis.fetch`. */
  fetch?: FetchLike | undefined;
  /** Longest body of a request, in bytes. Default 262,144. A room with 350 participants needs about 35,000. */
  maxBodyInBytes?: number | undefined;
  /** How long the service may take to answer, in milliseconds. Default 30,000; 0 means any time. */
  requestTimeoutInMs?: number | undefined;
  /** As of the client: allows a resource at an `http:` address that is not of this machine. Default false. */
  allowInsecureConnection?: boolean | undefined;
  /** Hears of every request that is sent to the service. Nothing in it is secret. */
  onRequest?: ((event: RequestEvent) => unknown) | undefined;
  /** Hears of every answer of the service. */
  onResponse?: ((event: ResponseEvent) => unknown) | undefined;
  /** Hears of what callers are not told: what `authorize` or the credential threw, why the service did not answer. */
  onError?: ((error: unknown) => unknown) | undefined;
}

/** The resource, by its connection string. */
export interface RoomsProxyByConnectionString {
  /** `endpoint=https://…;accesskey=…` */
  connectionString: string;
}

/** The resource, by its endpoint and a credential. */
export interface RoomsProxyByCredential {
  /** For example `https://contoso.communication.azure.com`. */
  endpoint: string;
  /** An access key, which is read for every request, or a token credential. */
  credential: KeyCredential | TokenCredential;
}

/**
 * The proxy: a handler of Requests. It never rejects: every request gets an answer, those that it refuses too.
 *
 * @typeParam Context - what `authorize` gets as its third argument
 */
export type RoomsProxy<Context = unknown> = (
  request: Request,
  ...context: undefined extends Context ? [context?: Context] : [context: Context]
) => Promise<Response>;

/**
 * Makes the handler. Nothing is repeated here, since the client behind the proxy does that.
 *
 * @throws TypeError or RangeError that names the option that is missing or wrong, never the key.
 */
export declare function createRoomsProxy<Context = unknown>(
  options: RoomsProxyOptions<Context> & (RoomsProxyByConnectionString | RoomsProxyByCredential),
): RoomsProxy<Context>;
