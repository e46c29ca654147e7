// The proxy: checks a request, has the client sign and send it, and passes the answer on.
//
// The client behind the proxy repeats what fails, so the proxy does not: three attempts by each would be nine. What
// only the proxy can put right is done at once by the client's loop here: a wrong clock, a token that was challenged.

import { passOn } from "./proxy-answer.js";
import { checkOperations, isResponse, ofAuthorize, visibleRooms } from "./proxy-grant.js";
import { corsHeaders, preflight, readCors, refuseForeign } from "./proxy-origin.js";
import { abandoned, failed, Refusal } from "./proxy-refusal.js";
import { bodyOf, headersOf, operationOf } from "./proxy-request.js";
import { OPERATIONS, operationsOf, queryOf, routeOf } from "./proxy-route.js";
import { send, watched } from "./proxy-upstream.js";

/** A create with 350 participants has about 35 kB. */
const MAX_BODY_IN_BYTES = 256 * 1024;
const TIMEOUT_IN_MS = 30_000;

/** Makes `createRoomsProxy` over the client of one place that the package runs in. */
export function proxyOver(RoomsClient) {
  return function createRoomsProxy(options) {
    const settings = read(options);
    const resource = makeResource(RoomsClient, options);
    return async function proxy(request, context) {
      let headers = {};
      try {
        const url = new URL(request.url);
        headers = corsHeaders(request.headers.get("origin"), settings.cors);
        return await handle(resource, settings, { request, url, context }, headers);
      } catch (error) {
        const refusal = refusalOf(error, request);
        if ("cause" in refusal) tell(settings.onError, refusal.cause);
        else if (refusal.status === 500) tell(settings.onError, refusal);
        return refusal.toResponse(headers);
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

/** The client that signs, and which errors come out of its credential. */
function makeResource(RoomsClient, options) {
  const { connectionString, endpoint, requestTimeoutInMs = TIMEOUT_IN_MS } = options;
  const { fetch, allowInsecureConnection, onRequest, onResponse } = options;
  const clientOptions = { fetch, allowInsecureConnection, onRequest, onResponse, requestTimeoutInMs, retryOptions: { maxRetries: 0 } };
  const isString = connectionString !== undefined;
  if (isString === (endpoint !== undefined)) throw new TypeError("give connectionString, or endpoint and credential");
  const { credential, threw } = watched(options.credential);
  const client = isString ? new RoomsClient(connectionString, clientOptions) : new RoomsClient(endpoint, credential, clientOptions);
  return { client, threw };
}

async function handle(resource, { authorize, allow, basePath, cors, maxBodyInBytes }, { request, url, context }, headers) {
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
  const asked = { operation, ...(roomId !== undefined && { roomId }), ...(body !== undefined && { body }) };
  const grant = await authorize(request, asked, context);
  if (isResponse(grant)) return ofAuthorize(grant, headers);
  const roomIds = visibleRooms(grant, operation, roomId);
  const relayed = { operation, method: request.method, path: route.path + query, body: text };
  const upstream = await send(resource, relayed, customHeaders, request.signal);
  return passOn(upstream, { route, operation, basePath, roomIds }, headers);
}

/** Whatever has not said what it means for the caller is the proxy's own trouble: what `authorize` throws, too. */
function refusalOf(error, request) {
  if (error instanceof Refusal) return error;
  // What `authorize` waited for may have ended because the caller went away.
  return request?.signal?.aborted && error?.name === "AbortError" ? abandoned() : failed(error);
}

/** A hook may throw or reject; the answer goes out. */
function tell(hook, error) {
  try {
    hook?.(error)?.then?.(undefined, () => {});
  } catch {}
}
