/**
 * The proxy in Node's own server, and in the frameworks on top of it: Express, Fastify, Connect, Next.js pages.
 *
 * ```js
 * import { createServer } from "node:http";
 * import { createRoomsProxy } from "acs-rooms/proxy";
 * import { toNodeHandler } from "acs-rooms/proxy/node";
 *
 * const proxy = createRoomsProxy({ connectionString, basePath: "/api/rooms-proxy", authorize });
 * createServer(toNodeHandler(proxy)).listen(3000);
 * ```
 *
 * @packageDocumentation
 */

import type { Request, Response } from "./platform.js";

/** A request of Node: `http.IncomingMessage`, `http2.Http2ServerRequest`, or what a framework makes of them. */
export interface NodeRequest {
  /** In upper case. */
  method?: string | undefined;
  /** Path and query. */
  url?: string | undefined;
  /** The whole path, where a framework has cut `url` short. The proxy's `basePath` is part of it. */
  originalUrl?: string | undefined;
  /** By their names in lower case. */
  headers: { [name: string]: string | string[] | undefined };
  /** What a parser of bodies has made of the body: text, bytes, or the value of its JSON. */
  body?: unknown;
  /** Hears of the body and of its end, as a stream. */
  on(event: string, listener: (...args: any[]) => void): unknown;
}

/** An answer of Node: `http.ServerResponse`, `http2.Http2ServerResponse`, or what a framework makes of them. */
export interface NodeResponse {
  /** HTTP status. */
  statusCode: number;
  /** One header; a list for one that is sent more than once. */
  setHeader(name: string, value: string | readonly string[]): unknown;
  /** Sends what was set, with the body. */
  end(...args: never[]): unknown;
}

/** Options of {@link toNodeHandler}. */
export interface NodeHandlerOptions {
  /**
   * Hears of what is the server's mistake and not the caller's: that the body was read before and is nowhere to be
   * found, what a handler that is no proxy throws, an answer that cannot be sent. What `authorize` throws, and why the
   * service did not answer, the `onError` of the proxy hears.
   */
  onError?: ((error: unknown) => unknown) | undefined;
}

/**
 * Makes a listener for `http.createServer`, `https.createServer` and `http2.createSecureServer`, which is a handler of
 * Express, Connect and the like as well.
 *
 * - Mounted below a path (`app.use("/api/rooms-proxy", …)`), it takes the path as the caller wrote it: the `basePath` of
 *   the proxy is the path where it is mounted.
 * - Behind a parser of bodies it writes the body anew from `request.body`. Is it not there either, it answers 500
 *   `BodyConsumed` and says what to do.
 * - When the caller goes away, the Request's `signal` aborts, and with it what the proxy has sent to the service.
 * - An answer that comes before the body was read reaches the caller, and closes the connection.
 *
 * - The handler gets the request of Node as its second argument, and `authorize` of the proxy as its third: what
 *   middleware has put there, such as a session, is there.
 *
 * The promise of a call is fulfilled when the answer has been handed to Node; it never rejects.
 *
 * @param handler - what `createRoomsProxy` returned, or any other handler of Requests
 */
export declare function toNodeHandler<Incoming extends NodeRequest = NodeRequest>(
  handler: (request: Request, incoming: Incoming) => Response | Promise<Response>,
  options?: NodeHandlerOptions | undefined,
): (request: Incoming, response: NodeResponse) => Promise<void>;
