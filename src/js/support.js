// What only JavaScript can be: error classes, and promises that can be cut short.
// Every decision is made in Rust; this file performs.

import { argumentError, text } from "./arguments.js";

/** An answer that is not a success, or no answer. */
export class RestError extends Error {
  static REQUEST_SEND_ERROR = "REQUEST_SEND_ERROR";
  static PARSE_ERROR = "PARSE_ERROR";
  static NOT_A_PROXY = "NOT_A_PROXY";
  /** By name, so that errors of the official packages count, as ours do for their `isRestError`. */
  static [Symbol.hasInstance](value) {
    return this === RestError ? isRestError(value) : super[Symbol.hasInstance](value);
  }
  constructor(message, fields) {
    super(message);
    Object.assign(this, fields);
    // They are not printed with each error.
    for (const name of ["request", "response"]) Object.defineProperty(this, name, { enumerable: false, writable: true });
  }
  toJSON() {
    return { name: this.name, message: this.message, ...this };
  }
  /** As Node prints it: the service's reason whole, which otherwise is `[Array]`. */
  [Symbol.for("nodejs.util.inspect.custom")](depth, options, inspect) {
    return `${this.stack} ${inspect({ ...this }, { ...options, depth: 6 })}`;
  }
}
// On the prototype, so that it is not printed with each error.
RestError.prototype.name = "RestError";

export const isRestError = (error) => error?.name === "RestError";

/** Builds a RestError from the JSON that Rust wrote. */
export function restError(json, cause) {
  const { message, ...fields } = told(json);
  const { request, response } = fields;
  if (response) {
    const { status, headers, bodyAsText } = response;
    const errorCode = headers["x-ms-error-code"];
    const parsedHeaders = errorCode && { errorCode };
    const parsedBody = parsed(bodyAsText);
    Object.assign(response, { request, parsedHeaders, parsedBody });
    fields.statusCode = status;
    const requestId = headers["x-ms-request-id"] ?? headers["ms-cv"];
    if (requestId) fields.requestId = requestId;
    fields.details = { ...parsedBody, ...parsedHeaders };
  }
  if (cause !== undefined) fields.cause = cause;
  return new RestError(message, fields);
}

/** What Rust tells of a request and its answer, as users of the official package read them. */
function told(json) {
  const event = JSON.parse(json, (name, value) => (name === "headers" ? readable(value) : value));
  const { request } = event;
  event.clientRequestId = request.requestId = request.headers["x-ms-client-request-id"];
  return event;
}

// They read headers with methods, by names in any case.
function readable(headers) {
  const all = new Map(Object.entries(headers));
  const methods = {
    get: (name) => all.get(name.toLowerCase()),
    has: (name) => all.has(name.toLowerCase()),
    toJSON: () => Object.fromEntries(all),
    [Symbol.iterator]: () => all[Symbol.iterator](),
  };
  for (const name of Reflect.ownKeys(methods)) Object.defineProperty(headers, name, { value: methods[name], enumerable: false });
  return headers;
}

function parsed(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" ? value : undefined;
  } catch {}
}

/** Rooms and pages: Rust gives times in milliseconds. */
export function revive(json, continuationToken) {
  const value = JSON.parse(json);
  for (const item of Array.isArray(value) ? value : [value]) {
    for (const name of ["createdOn", "validFrom", "validUntil"]) if (name in item) item[name] = new Date(item[name]);
  }
  if (continuationToken !== undefined) Object.defineProperty(value, "continuationToken", { value: continuationToken });
  return value;
}

// ---------------------------------------------------- what clients are made of

/** How a credential proves itself: 1 by a key, 2 by tokens, 0 if it is none. */
export function credentialKind(credential) {
  if (credential?.getToken != null) return 2;
  return "key" in Object(credential) ? 1 : 0;
}

/** A URL as the platform will request it, in a page relative to the page's; undefined if it is none. */
export function absoluteUrl(url) {
  try {
    return new URL(url, globalThis.document?.baseURI ?? globalThis.location?.href).href;
  } catch {}
}

/** An Error, or one about an argument. */
export function failure(kind, message) {
  return kind ? argumentError(message, [, TypeError, RangeError][kind]) : new Error(message);
}

function functionOf(options, name) {
  const value = options?.[name] ?? undefined;
  if (value !== undefined && typeof value !== "function") throw argumentError(`${name} must be a function`);
  return value;
}

// -------------------------------------------------------------------- sending

/** What a client was given that is not data. */
export class Host {
  /** Questions to the credential that are under way. */
  questions = new Set();

  constructor(credential, options) {
    this.credential = credential;
    // Whoever gives one of these would have requests go another way, perhaps nowhere.
    for (const name of ["httpClient", "additionalPolicies", "proxyOptions", "tlsOptions", "telemetryOptions"]) {
      if (options?.[name] !== undefined) throw argumentError(`${name} is not supported: give a fetch that does the same`);
    }
    for (const name of ["fetch", "traceContext", "onRequest", "onResponse", "onRetry", "onSettled"]) {
      this[name] = functionOf(options, name);
    }
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
  attempts = 0;

  constructor(host, options, limitInMs, operation) {
    this.host = host;
    this.operation = operation;
    this.onResponse = functionOf(options, "onResponse");
    // Bits of the hooks that somebody listens to.
    this.hears = (host.onRequest && 1) | ((this.onResponse ?? host.onResponse) && 2) | (host.onRetry && 4);
    const signal = options?.abortSignal;
    if (limitInMs > LONGEST_TIMER) limitInMs = 0;
    // Most calls have neither signal nor limit, and are spared the extra promises.
    if (signal == null && !limitInMs) return;
    if (signal != null && typeof signal.addEventListener !== "function") {
      throw argumentError("abortSignal must be an AbortSignal");
    }
    this.interrupt = () => {};
    this.controller = globalThis.AbortController && new AbortController();
    const onAbort = () => {
      const { reason } = signal;
      this.stop("The operation was aborted.", reason?.name === "TimeoutError" ? "TIMEOUT" : "ABORT_ERR", reason);
    };
    if (signal?.aborted) onAbort();
    else signal?.addEventListener("abort", onAbort);
    this.release = () => signal?.removeEventListener("abort", onAbort);
    if (limitInMs) {
      const message = `The operation was aborted: no answer within ${limitInMs} ms.`;
      this.limit = setTimeout(() => this.stop(message, "TIMEOUT"), limitInMs);
    }
  }

  stop(message, code, cause) {
    this.error = new Error(message, cause === undefined ? undefined : { cause });
    Object.assign(this.error, { name: "AbortError", code });
    this.stopped = this.error;
    this.controller?.abort(this.error);
    this.interrupt(this.error);
  }

  /** The call goes on when what is begun settles or, at once, when it is stopped; then nothing is begun. */
  begin(act) {
    clearTimeout(this.pause);
    const promise = this.error ? Promise.reject(this.error) : act();
    this.pending = !this.interrupt
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
    const headers = (this.headers = {});
    this.attempts++;
    this.sentAt = this.now;
    for (const line of headerLines.slice(0, -1).split("\n")) {
      const colon = line.indexOf(":");
      headers[line.slice(0, colon)] = line.slice(colon + 1);
    }
    // A redirect would carry the signature elsewhere; the service never answers with one. Some workers throw on
    // `mode`, `cache` or `credentials`.
    const init = { method, redirect: "manual", headers };
    if (body) init.body = body;
    if (this.controller && !this.host.refusesSignal) init.signal = this.controller.signal;
    const response = await this.fetched(url, init);
    this.answered = true;
    const text = await response.text();
    let lines = "";
    // Of a success nobody reads the headers, unless it is none or somebody listens. A stand-in for a Response may have none.
    if (response.status !== success || this.hears & 2 || !text.startsWith("{")) {
      response.headers?.forEach?.((value, name) => (lines += `${name.toLowerCase()}:${value}\n`));
    }
    return `${response.status}\0${lines}\0${text}`;
  }

  /** What fetch is wrong with itself, or refuses in what it is given, ends the call as it was thrown. */
  async fetched(url, init) {
    let response;
    this.answered = false;
    try {
      const fetch = this.host.fetch ?? globalThis.fetch;
      if (!fetch) throw new TypeError("there is no global fetch: give one in the options");
      response = await fetch.call(globalThis, url, init);
    } catch (thrown) {
      const { isMistake, text } = explained(thrown);
      // The AbortController of a page, as jsdom's, may be none for a fetch from elsewhere. Nothing was sent yet.
      if (isMistake && init.signal && !this.error && /signal/i.test(text)) {
        this.host.refusesSignal = true;
        delete init.signal;
        return this.fetched(url, init);
      }
      if (isMistake) this.error ??= thrown;
      // Nothing listens there, unless a test has put another fetch in the place of the global one.
      if (!this.host.fetch && url.startsWith("https://emulator.localhost/")) {
        this.error ??= argumentError("fetch is missing: this is the emulator in the process, so give { fetch: emulator.fetch }");
      }
      throw thrown;
    }
    if (typeof response?.status !== "number" || typeof response.text !== "function") {
      throw (this.error = new TypeError("fetch gave something that is no Response: it needs status, headers and text()"));
    }
    return response;
  }

  /** What a failed attempt was: the system's code, NUL, and a sentence. */
  describe(thrown, isSigned) {
    let { code, text, name } = explained(thrown);
    // A browser hides why a request to another origin failed, and the service answers no preflight.
    if (isSigned && !code && !this.answered && name === "TypeError" && globalThis.location?.origin) {
      text +=
        ". The probable cause is CORS: the service cannot be called from a page. " +
        "Call it from a worker or server, and give the page RoomsClient.throughProxy(url)";
    }
    return `${code}\0${text}`;
  }

  /** Gives the time at which the token expires and the token, with a NUL between them. */
  token(scope, claims) {
    const options = {};
    if (this.controller) options.abortSignal = this.controller.signal;
    if (claims) options.claims = claims;
    this.begin(() => tokenOf(this.host.credential, scope, options));
    // Whoever gives up leaves it to the others to ask again.
    const question = this.pending.catch((thrown) => {
      if (!this.error) throw thrown;
      return "";
    });
    const { questions } = this.host;
    questions.add(question);
    const end = () => questions.delete(question);
    question.then(end, end);
  }

  /** Gives what comes of the questions of others, or nothing after so long: a worker that began one may be gone. */
  join(ms) {
    // Workers let a call await what another request began, and forbid to settle what another one awaits.
    this.begin(() => Promise.race([...this.host.questions, new Promise((resolve) => (this.pause = setTimeout(resolve, ms, "")))]));
  }

  sleep(ms) {
    this.begin(() => new Promise((resolve) => (this.pause = setTimeout(resolve, Math.min(ms, LONGEST_TIMER)))));
  }

  /** Tells the client's hook, which may throw or reject: the call goes on. */
  tell(hook, json) {
    const { response, ...event } = told(json);
    Object.assign(event, { operation: this.operation, attempt: this.attempts });
    if (hook === "onRequest") event.attempt++;
    else event.durationInMs = this.now - this.sentAt;
    if (event.error) {
      const [code, message] = event.error.split("\0");
      event.error = { code: code || undefined, message };
    }
    if (response) {
      this.last = { ...response, request: event.request };
      event.statusCode = response.status;
      event.headers = response.headers;
    }
    call(this.host[hook], event);
  }

  /** Completes the error of a call, of a creation with what it can be repeated by, and tells those who wait for its end. */
  settle(output, error) {
    // The caller's lines without those of the wasm above them.
    if (error?.constructor === RestError) Error.captureStackTrace?.(error, drive);
    const sent = this.headers ?? {};
    const repeatabilityRequestId = sent["repeatability-request-id"];
    if (repeatabilityRequestId && error && (error === this.stopped || isRestError(error))) {
      Object.assign(error, { repeatabilityRequestId, repeatabilityFirstSent: new Date(sent["repeatability-first-sent"]) });
    }
    const { operation, attempts } = this;
    const durationInMs = this.now - this.began;
    call(this.host.onSettled, { operation, attempts, durationInMs, clientRequestId: sent["x-ms-client-request-id"], error });
    // The official clients' `onResponse` of a single call hears of its last answer.
    if (!this.onResponse || !this.last) return;
    call(this.onResponse, { ...this.last, parsedBody: parsed(this.last.bodyAsText) }, output, error);
  }

  /** Leaves no timer and no listener behind. */
  end() {
    clearTimeout(this.limit);
    clearTimeout(this.pause);
    this.release?.();
  }
}

async function tokenOf(credential, scope, options) {
  const given = await credential.getToken(scope, options);
  // As the official package sends it.
  const token = String(given?.token ?? "").replace(/[\r\n]/g, "").trim();
  if (!/^[\t -~\x80-\xff]+$/.test(token)) {
    throw new TypeError("getToken must resolve to { token, expiresOnTimestamp } with a token that a header can carry");
  }
  // Infinity and the like are far enough away as what has no exponent.
  return `${Math.trunc(Math.min(Number(given.expiresOnTimestamp), Number.MAX_SAFE_INTEGER))}\0${token}`;
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
      // Whatever stands in for the clock or the dice may throw, as it must not on the way through the wasm.
      flight.now = Date.now();
      flight.began ??= flight.now;
      const output = task.step(value, failed, flight.now, Math.random());
      if (!flight.pending) {
        flight.settle(output);
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
    flight.settle(undefined, error);
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

// What Node's own client calls it, by the words of undici, Deno and Bun.
const SYSTEM_CODES = {
  ECONNREFUSED: /refused/i,
  ENOTFOUND: /dns /,
  CERT_UNTRUSTED: /certificate/,
  EPROTO: /ERR_SSL|corrupt|alert|_HTTP|invalid HTTP/,
  ECONNRESET: /UND_ERR_S|reset|closed|a body from/i,
};
// How platforms call a failure of the network, where it is a TypeError as a wrong argument is.
const NETWORK = /network|fetch failed|failed to fetch|load failed|sending|connect|lost|offline|timed out/i;

/** What fetch threw, which may be anything. */
function explained(thrown) {
  try {
    const { name, message = String(thrown), cause } = Object(thrown);
    const text = cause?.message ? `${message} (${cause.message})` : `${message}`;
    let code;
    let words = "";
    for (let error = thrown, depth = 5; error && depth--; error = error.cause ?? error.errors?.[0]) {
      words += `${error.code} ${error.message} `;
      if (/^(?!UND_ERR_S|ERR_SSL)[A-Z][A-Z\d_]+$/.test(error.code)) code ??= error.code;
    }
    code ??= Object.keys(SYSTEM_CODES).find((known) => SYSTEM_CODES[known].test(words)) ?? "";
    // Bun has codes for wrong arguments.
    const isMistake = code
      ? /^ERR_INVALID/.test(code)
      : /^(Range|Reference)Error$/.test(name) || (name === "TypeError" && (!NETWORK.test(text) || /bad port|scheme/.test(text)));
    return { name, code, text, isMistake };
  } catch {
    return { code: "", text: "what was thrown cannot be shown" };
  }
}

/** A UUID. Pages that are not a secure context have no randomUUID. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // RFC 9562: version 4, and of the digit that begins with its variant, 8, two bits are free.
  const digit = (given) => (given ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (given / 4)))).toString(16);
  return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, digit);
}
