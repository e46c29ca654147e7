// What only JavaScript can be: error classes, async iterators, and promises that can be cut short.
// Every decision is made in Rust; this file performs.

import { text } from "./arguments.js";

/** An answer that is not a success, or no answer. */
export class RestError extends Error {
  static REQUEST_SEND_ERROR = "REQUEST_SEND_ERROR";
  static PARSE_ERROR = "PARSE_ERROR";
  constructor(message, fields = {}) {
    super(message);
    Object.assign(this, fields);
  }
}
// On the prototype, so that it is not printed with each error.
RestError.prototype.name = "RestError";

export function isRestError(error) {
  return error instanceof RestError || error?.name === "RestError";
}

/** Builds a RestError from the JSON that Rust wrote. */
export function restError(json, cause) {
  const { message, errorCode, ...fields } = JSON.parse(json);
  const body = parsed(fields.response?.bodyAsText);
  if (body !== undefined || errorCode) fields.details = { ...body, ...(errorCode && { errorCode }) };
  if (cause !== undefined) fields.cause = cause;
  if (fields.request) answerOf(fields.request);
  if (fields.response) answerOf(fields.response);
  return new RestError(message, fields);
}

function parsed(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Rooms and pages: Rust gives times in milliseconds. */
export function revive(json, continuationToken) {
  const value = JSON.parse(json);
  for (const item of Array.isArray(value) ? value : [value]) {
    if (!("createdOn" in item)) continue;
    item.createdOn = new Date(item.createdOn);
    item.validFrom = new Date(item.validFrom);
    item.validUntil = new Date(item.validUntil);
  }
  if (continuationToken !== undefined) Object.defineProperty(value, "continuationToken", { value: continuationToken });
  return value;
}

// ---------------------------------------------------- what clients are made of

/** How a credential proves itself: 1 by a key, 2 by tokens, 0 if it is none. */
export function credentialKind(credential) {
  if ("key" in Object(credential)) return 1;
  return credential?.getToken != null ? 2 : 0;
}

/** A URL as the platform will request it, in a page relative to the page's; undefined if it is none. */
export function absoluteUrl(url) {
  try {
    return new URL(url, globalThis.location?.href).href;
  } catch {}
}

/** An Error, a TypeError or a RangeError. */
export function failure(kind, message) {
  return new [Error, TypeError, RangeError][kind](message);
}

function functionOf(options, name) {
  const value = options?.[name] ?? undefined;
  if (value !== undefined && typeof value !== "function") throw new TypeError(`${name} must be a function`);
  return value;
}

// -------------------------------------------------------------------- sending

/** What a client was given that is not data. */
export class Host {
  constructor(credential, options) {
    this.credential = credential;
    // Whoever gives one of these would have requests go another way, perhaps nowhere.
    for (const name of ["httpClient", "additionalPolicies", "proxyOptions", "tlsOptions"]) {
      if (options?.[name] !== undefined) throw new TypeError(`${name} is not supported: give a fetch that does the same`);
    }
    for (const name of ["fetch", "onRequest", "onResponse", "onRetry"]) this[name] = functionOf(options, name);
  }

  /** Read for every request, so that the caller can replace it. */
  key() {
    return text(this.credential.key, "credential.key");
  }
}

// In milliseconds; longer timers fire at once.
const LONGEST_TIMER = 0x7fffffff;

/** One call under way: what it sends, what it waits for, and what may cut it short. */
export class Flight {
  constructor(host, options, limitInMs) {
    this.host = host;
    this.onResponse = functionOf(options, "onResponse");
    // Bits of the hooks that somebody listens to.
    this.hears = (host.onRequest && 1) | ((this.onResponse ?? host.onResponse) && 2) | (host.onRetry && 4);
    const signal = options?.abortSignal;
    if (limitInMs > LONGEST_TIMER) limitInMs = 0;
    // Most calls have neither signal nor limit, and are spared the extra promises.
    if (signal == null && !limitInMs) return;
    if (signal != null && typeof signal.addEventListener !== "function") {
      throw new TypeError("abortSignal must be an AbortSignal");
    }
    this.controller = new AbortController();
    const onAbort = () => this.stop("The operation was aborted.", signal.reason);
    if (signal?.aborted) onAbort();
    else signal?.addEventListener("abort", onAbort);
    this.release = () => signal?.removeEventListener("abort", onAbort);
    if (limitInMs) {
      const message = `The operation was aborted: no answer within ${limitInMs} ms.`;
      this.limit = setTimeout(() => this.stop(message), limitInMs);
    }
  }

  get stopped() {
    return this.error !== undefined;
  }

  stop(message, cause) {
    this.error = new Error(message, cause === undefined ? undefined : { cause });
    this.error.name = "AbortError";
    this.controller.abort(this.error);
    this.interrupt?.(this.error);
  }

  /** The call goes on when what is begun settles or, at once, when it is stopped; then nothing is begun. */
  begin(act) {
    const promise = this.error ? Promise.reject(this.error) : act();
    this.pending = !this.controller
      ? promise
      : new Promise((resolve, reject) => {
          promise.then(resolve, (thrown) => reject(this.error ?? thrown));
          this.interrupt = reject;
          if (this.error) reject(this.error);
        });
  }

  send(url, method, headerLines, body, success) {
    this.begin(() => this.exchange(url, method, headerLines, body, success));
  }

  /** Gives status, `name:value` lines and body, with a NUL between them. */
  async exchange(url, method, headerLines, body, success) {
    const fetch = this.host.fetch ?? globalThis.fetch;
    if (!fetch) throw new TypeError("there is no global fetch: give one in the options");
    const headers = {};
    for (const line of headerLines.slice(0, -1).split("\n")) {
      const colon = line.indexOf(":");
      headers[line.slice(0, colon)] = line.slice(colon + 1);
    }
    // A redirect would carry the signature elsewhere; the service never answers with one. Some workers throw on
    // `mode`, `cache` or `credentials`.
    const init = { method, redirect: "manual", headers };
    if (body) init.body = body;
    if (this.controller) init.signal = this.controller.signal;
    const response = await fetch.call(globalThis, url, init);
    if (typeof response?.status !== "number" || typeof response.text !== "function") {
      throw new TypeError("fetch gave something that is no Response: it needs status, headers and text()");
    }
    const text = await response.text();
    let lines = "";
    // Of a success nobody reads the headers, unless somebody listens. A stand-in for a Response may have none.
    if (response.status !== success || this.hears & 2) {
      response.headers?.forEach?.((value, name) => (lines += `${name.toLowerCase()}:${value}\n`));
    }
    return `${response.status}\0${lines}\0${text}`;
  }

  /** Gives the time at which the token expires and the token, with a NUL between them. */
  token(scope, claims) {
    const options = {};
    if (this.controller) options.abortSignal = this.controller.signal;
    if (claims) options.claims = claims;
    this.begin(() => tokenOf(this.host.credential, scope, options));
  }

  sleep(ms) {
    this.begin(() => new Promise((resolve) => (this.pause = setTimeout(resolve, Math.min(ms, LONGEST_TIMER)))));
  }

  /** Tells the client's hook, which may throw or reject: the call goes on. */
  tell(hook, json) {
    const { bodyAsText, ...event } = answerOf(JSON.parse(json));
    if (hook === "onResponse") this.last = { ...event, bodyAsText };
    call(this.host[hook], event);
  }

  /** The official clients' `onResponse` of a single call, which hears of its last answer. */
  respond(output, error) {
    if (!this.onResponse || !this.last) return;
    const { statusCode, headers, bodyAsText, request } = this.last;
    call(this.onResponse, { status: statusCode, headers, bodyAsText, parsedBody: parsed(bodyAsText), request }, output, error);
  }

  /** Leaves no timer and no listener behind. */
  end() {
    clearTimeout(this.limit);
    clearTimeout(this.pause);
    this.release?.();
  }
}

async function tokenOf(credential, scope, options) {
  const failed = (why, cause) =>
    new RestError(`The credential gave no token: ${why}`, { code: "CREDENTIAL_ERROR", ...(cause !== undefined && { cause }) });
  let given;
  try {
    given = await credential.getToken(scope, options);
  } catch (thrown) {
    throw failed(describe(thrown), thrown);
  }
  const { token, expiresOnTimestamp } = given ?? {};
  if (typeof token !== "string" || typeof expiresOnTimestamp !== "number" || isNaN(expiresOnTimestamp)) {
    throw failed("getToken must resolve to { token, expiresOnTimestamp }");
  }
  if (!/^[!-~]+$/.test(token)) throw failed("the token has characters that a header cannot carry");
  // Infinity and the like are far enough away as what has no exponent.
  return `${Math.trunc(Math.min(expiresOnTimestamp, Number.MAX_SAFE_INTEGER))}\0${token}`;
}

function call(hook, ...what) {
  try {
    hook?.(...what)?.then?.(undefined, () => {});
  } catch {}
}

/** Lets Rust go on whenever what it waits for has settled. A step that throws, or traps, ends the call. */
export async function drive(task, flight) {
  try {
    let value;
    let failed = false;
    for (;;) {
      flight.pending = undefined;
      const output = task.step(value, failed);
      if (!flight.pending) {
        flight.respond(output);
        return output;
      }
      try {
        value = await flight.pending;
        failed = false;
      } catch (thrown) {
        value = thrown;
        failed = true;
      }
    }
  } catch (error) {
    flight.respond(undefined, error);
    throw error;
  } finally {
    flight.end();
    try {
      task.free();
    } catch {
      // After a trap it counts as still in use.
    }
  }
}

/** Why a request failed, in words. What was thrown may be anything. */
export function describe(thrown) {
  let text;
  try {
    text = String(thrown?.message ?? thrown);
    if (thrown?.cause?.message) text += ` (${thrown.cause.message})`;
  } catch {
    text = "what was thrown cannot be shown";
  }
  // A browser hides why a request to another origin failed, and the service answers no preflight.
  if (globalThis.location?.origin && thrown instanceof TypeError) {
    text +=
      ". In a browser the probable cause is CORS: the service cannot be called from a page. " +
      "Call it from a worker or server, and give the page RoomsClient.throughProxy(url)";
  }
  return text;
}

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Pages that are not a secure context have no randomUUID.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  // RFC 9562: version 4, and a variant of which two bits could be free.
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, "$1-$2-4$3-a$4-");
}

// Users of the official clients read headers with `get`, in any case, and with `toJSON`.
function answerOf(answer) {
  for (const { headers } of [answer, answer.request ?? {}]) {
    if (!headers) continue;
    Object.defineProperty(headers, "get", { value: (name) => headers[name.toLowerCase()] });
    Object.defineProperty(headers, "toJSON", { value: () => ({ ...headers }) });
  }
  return answer;
}

// --------------------------------------------------------------------- paging

/** The list object of the Azure SDKs over `client.page`. Nothing is requested before the first `next()`. */
export function pager(client, operation, roomId, options) {
  async function* byPage(settings) {
    if (settings?.maxPageSize) throw new Error("maxPageSize is not supported by this operation.");
    // An empty one, as a missing query parameter gives, is none.
    let link = settings?.continuationToken || undefined;
    do {
      const page = await client.page(operation, roomId, link, options);
      link = page.continuationToken;
      yield page;
    } while (link !== undefined);
  }
  async function* each() {
    for await (const page of byPage()) yield* page;
  }
  const items = each();
  return {
    next: () => items.next(),
    [Symbol.asyncIterator]() {
      return this;
    },
    byPage: (settings) => byPage(settings),
  };
}
