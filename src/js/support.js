// What only JavaScript can be: error classes, async iterators, and promises that can be cut short.
// Every decision is made in Rust; this file performs.

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

// ------------------------------------------------------------------ arguments

// Of the options only what is read is written, so that nothing else in the caller's object can fail or leak.
function picked(options, pick) {
  const isObject = typeof options === "object" && options !== null && !Array.isArray(options);
  return isObject ? pick(options) : options;
}

// JSON.stringify would make null of an invalid Date, and null means "not given".
function time(value) {
  if (Object.prototype.toString.call(value) !== "[object Date]") return value;
  return isNaN(value) ? "Invalid Date" : value.toISOString();
}

const pickCallOptions = (given) => ({
  validFrom: time(given.validFrom),
  validUntil: time(given.validUntil),
  pstnDialOutEnabled: given.pstnDialOutEnabled,
  participants: given.participants,
  repeatabilityRequestId: given.repeatabilityRequestId,
  repeatabilityFirstSent: time(given.repeatabilityFirstSent),
  requestOptions: given.requestOptions,
  traceContext: given.traceContext,
});

/** The arguments of an operation. */
export function callText(roomId, argument, options) {
  return JSON.stringify({ roomId, argument, options: picked(options, pickCallOptions) });
}

const pickClientOptions = (given) => ({
  apiVersion: given.apiVersion,
  retryOptions: given.retryOptions,
  userAgentOptions: given.userAgentOptions,
  allowInsecureConnection: given.allowInsecureConnection,
  requestTimeoutInMs: given.requestTimeoutInMs,
});

/** The client's options. */
export function clientText(options) {
  return valueText(picked(options, pickClientOptions));
}

/** Any other value; what JSON cannot hold becomes null. */
export function valueText(value) {
  return JSON.stringify(value) ?? "null";
}

/** A proxy's address may be relative to the page. */
export function absoluteUrl(url) {
  return new URL(url, globalThis.location?.href).href;
}

// -------------------------------------------------------------------- sending

/** The caller's abort signal and the call's time limit as one. `end` leaves no timer and no listener behind. */
export class Limit {
  constructor(signal, ms) {
    this.controller = new AbortController();
    this.source = signal;
    this.onAbort = () => this.stop("The operation was aborted.", signal.reason);
    if (signal?.aborted) this.onAbort();
    else signal?.addEventListener("abort", this.onAbort);
    if (ms > 0) this.timer = setTimeout(() => this.stop(`The operation was aborted: no answer within ${ms} ms.`), ms);
  }

  stop(message, cause) {
    this.error = new Error(message, cause === undefined ? undefined : { cause });
    this.error.name = "AbortError";
    this.controller.abort(this.error);
    this.interrupt?.(this.error);
  }

  /** Settles as `promise` does, or rejects at once when the call is stopped. A call awaits one thing at a time. */
  race(promise) {
    return new Promise((resolve, reject) => {
      promise.then(resolve, reject);
      this.interrupt = reject;
      if (this.error) reject(this.error);
    });
  }

  end() {
    clearTimeout(this.timer);
    this.source?.removeEventListener("abort", this.onAbort);
  }
}

export function sleep(ms, limit) {
  let timer;
  // Longer timers fire at once.
  const slept = new Promise((resolve) => (timer = setTimeout(resolve, Math.min(ms, 0x7fffffff))));
  return limit ? limit.race(slept).finally(() => clearTimeout(timer)) : slept;
}

/** `name:value` lines; a stand-in for a Response may have no headers. */
export function headerLines(response) {
  let lines = "";
  response.headers?.forEach?.((value, name) => (lines += `${name.toLowerCase()}:${value}\n`));
  return lines;
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
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** A hook may throw or reject; the call goes on. */
function tell(hook, ...what) {
  try {
    hook(...what)?.then?.(undefined, () => {});
  } catch {}
}

export function notify(hook, json) {
  tell(hook, JSON.parse(json));
}

/** The official clients' `onResponse` of a single call, which hears of its last answer. */
export function respond(hook, json, output, error) {
  if (json) tell(hook, answerOf(JSON.parse(json)), output, error);
}

// Users of the official clients read headers with `get`, in any case.
function answerOf(answer) {
  const { headers, request } = answer;
  Object.defineProperty(headers, "get", { value: (name) => headers[name.toLowerCase()] });
  if (request) answerOf(request);
  return answer;
}

// --------------------------------------------------------------------- paging

/** The list object of the Azure SDKs over `pages.page(link)`. Nothing is requested before the first `next()`. */
export function pager(pages) {
  async function* byPage(settings) {
    if (settings?.maxPageSize !== undefined) throw new Error("maxPageSize is not supported by this operation.");
    let link = settings?.continuationToken;
    do {
      const page = await pages.page(link);
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
