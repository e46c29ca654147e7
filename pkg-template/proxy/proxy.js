// The proxy: checks a request, has the client sign and send it, and passes the answer on.
//
// The client behind the proxy repeats what fails, so the proxy does not: three attempts by each would be nine. What
// only the proxy can put right is done at once by the client's loop here: a wrong clock, a token that was challenged.

import { passOn } from "./proxy-answer.js";
import { checkOperations, visibleRooms } from "./proxy-grant.js";
import { corsHeaders, preflight, readCors, refuseForeign } from "./proxy-origin.js";
import { Refusal } from "./proxy-refusal.js";
import { bodyOf, headersOf, operationOf } from "./proxy-request.js";
import { OPERATIONS, operationsOf, queryOf, routeOf } from "./proxy-route.js";

/** A create with 350 participants has about 35 kB. */
const MAX_BODY_IN_BYTES = 256 * 1024;
const TIMEOUT_IN_MS = 30_000;

/** Makes `createRoomsProxy` over the client of one place that the package runs in. */
export function proxyOver(RoomsClient) {
  return function createRoomsProxy(options) {
    const settings = read(options);
    const client = makeClient(RoomsClient, options);
    return async function proxy(request) {
      let headers = {};
      try {
        const url = new URL(request.url);
        headers = corsHeaders(request.headers.get("origin"), settings.cors);
        return await handle(client, settings, request, url, headers);
      } catch (error) {
        return refusalOf(error, request, settings.onError).toResponse(headers);
      }
    };
  };
}

function read(options) {
  const { authorize, allow = OPERATIONS, basePath = "", cors, maxBodyInBytes = MAX_BODY_IN_BYTES, onError } = options ?? {};
  if (typeof authorize !== "function") {
    throw new TypeError("authorize must be a function that says which requests may pass: without it everybody could use the resource");
  }
  if (onError !== undefined && typeof onError !== "function") throw new TypeError("onError must be a function");
  checkOperations(allow, "allow");
  if (typeof basePath !== "string" || !/^(\/[\w~-][\w.~-]*)*\/?$/.test(basePath)) {
    throw new TypeError('basePath must be a path such as "/api/rooms-proxy"');
  }
  if (!Number.isInteger(maxBodyInBytes) || maxBodyInBytes < 1) throw new RangeError("maxBodyInBytes must be a whole number of bytes, 1 or more");
  return { authorize, allow: [...allow], basePath: basePath.replace(/\/$/, ""), cors: readCors(cors), maxBodyInBytes, onError };
}

function makeClient(RoomsClient, options) {
  const { connectionString, endpoint, credential, requestTimeoutInMs = TIMEOUT_IN_MS } = options;
  const { fetch, allowInsecureConnection, onRequest, onResponse } = options;
  const clientOptions = { fetch, allowInsecureConnection, onRequest, onResponse, requestTimeoutInMs, retryOptions: { maxRetries: 0 } };
  const isString = connectionString !== undefined;
  if (isString === (endpoint !== undefined)) throw new TypeError("give connectionString, or endpoint and credential");
  return isString ? new RoomsClient(connectionString, clientOptions) : new RoomsClient(endpoint, credential, clientOptions);
}

async function handle(client, { authorize, allow, basePath, cors, maxBodyInBytes }, request, url, headers) {
  refuseForeign(request.headers, url, cors);
  const route = routeOf(url.pathname, basePath);
  if (request.method === "OPTIONS") return preflight(request, route, cors);
  const operations = operationsOf(request.method, route);
  const query = queryOf(url.search, operations[0].startsWith("list"));
  const customHeaders = headersOf(request);
  const body = await bodyOf(request, maxBodyInBytes);
  const operation = operationOf(operations, body);
  // Before anything else sees it, and could change it.
  const text = body === undefined ? "" : JSON.stringify(body);
  if (!allow.includes(operation)) throw new Refusal(403, "OperationNotAllowed", "The proxy does not offer this operation.");
  const { roomId } = route;
  const roomIds = await visibleRooms(authorize, request, {
    operation,
    ...(roomId !== undefined && { roomId }),
    ...(body !== undefined && { body }),
  });
  const relayed = { method: request.method, path: route.path + query, body: text };
  const upstream = await send(client, relayed, customHeaders, request.signal);
  return passOn(upstream, { route, operation, basePath, roomIds }, headers);
}

/** The service's answer, whatever its status; rejects when there is none. */
async function send(client, relayed, customHeaders, abortSignal) {
  let upstream;
  const onResponse = (response) => {
    upstream = response;
  };
  try {
    await client.relay(relayed, { abortSignal, requestOptions: { customHeaders }, onResponse });
  } catch (error) {
    if (error?.response === undefined) throw error;
    return error.response;
  }
  return upstream;
}

/** What the caller hears of an error. Of those that are not its own it hears no details; `onError` does. */
function refusalOf(error, { signal }, onError) {
  if (error instanceof Refusal) return error;
  if (signal?.aborted) return new Refusal(499, "RequestAborted", "The caller went away.");
  tell(onError, error);
  if (error?.name === "AbortError") return new Refusal(504, "UpstreamTimeout", "The service did not answer in time.");
  if (error?.code === "REQUEST_SEND_ERROR") return new Refusal(502, "UpstreamUnreachable", "The service cannot be reached.");
  return new Refusal(500, "ProxyFailed", "The proxy failed.");
}

/** A hook may throw or reject; the answer goes out. */
function tell(hook, error) {
  try {
    hook?.(error)?.then?.(undefined, () => {});
  } catch {}
}
