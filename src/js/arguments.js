// Writes what a caller gave as JSON for Rust, which says what is wrong with it. Each member is read by its name, so that
// getters count, and nothing else in the caller's objects can fail or leak.

import { newId } from "./support.js";

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** The error about an argument, named by the first word of the message. */
export const argumentError = (message, Class = TypeError) =>
  Object.assign(new Class(message), { code: "ERR_INVALID_ARG", argument: message.split(" ", 1)[0] });

export const isArgumentError = (error) => error?.code === "ERR_INVALID_ARG";

/** A text. Half of a surrogate pair would become U+FFFD on its way, and two ids the same. */
export function text(value, name) {
  if (value === undefined && /connectionString|endpoint|key/.test(name)) {
    throw argumentError(`${name} is undefined: is the environment variable or secret set?`);
  }
  if (typeof value !== "string") throw argumentError(`${name} must be a string`);
  if (/\p{Surrogate}/u.test(value)) throw argumentError(`${name} has half of a surrogate pair`);
  return value;
}

// JSON would leave some values out or make null of them, and null means "not given". A list is right nowhere.
function plain(value) {
  // JSON has no Infinity.
  if (typeof value === "number" && !isNaN(value)) return Math.max(-Number.MAX_VALUE, Math.min(value, Number.MAX_VALUE));
  return value == null || typeof value === "string" || typeof value === "boolean" ? value : [];
}

// The text of a `Temporal.ZonedDateTime` without what stands in brackets: a zone, which must have the offset, and a
// calendar, which changes nothing.
function withoutZone(given, name) {
  const [instant, ...marks] = given.split("[");
  if (!marks.every((mark) => mark.endsWith("]"))) return given;
  const zone = marks.find((mark) => !mark.includes("="))?.replace(/[!\]]/g, "");
  if (zone && !instant.endsWith(zone) && /[+-]\d\d:\d\d$/.test(instant)) {
    let local = "";
    try {
      local = new Date(instant).toLocaleString("sv", { timeZone: zone === "Z" ? "UTC" : zone });
    } catch {}
    if (local.slice(0, 16) !== instant.slice(0, 16).replace(/t/i, " ")) {
      throw argumentError(`${name} has another offset than [${zone}] at that time`, RangeError);
    }
  }
  return instant;
}

function time(value, name) {
  // `Temporal.Instant` and `ZonedDateTime`.
  if (isObject(value) && Number.isFinite(value.epochMilliseconds)) value = new Date(value.epochMilliseconds);
  if (Object.prototype.toString.call(value) === "[object Date]") return isNaN(value) ? "Invalid Date" : value.toISOString();
  if (typeof value === "string") return withoutZone(value, name);
  const isOdd = value != null && !/object|boolean/.test(typeof value) && !Number.isFinite(value);
  return isOdd ? String(value) : plain(value);
}

function pick(names, object) {
  if (!isObject(object)) return plain(object);
  const picked = {};
  for (const name of names) picked[name] = plain(object[name]);
  return picked;
}

const IDENTIFIER =
  "communicationUserId phoneNumber microsoftTeamsUserId teamsAppId userId id rawId tenantId resourceId assertedId isAnonymous cloud".split(" ");
const IDENTIFIER_OR_REQUEST = [...IDENTIFIER, "operation", "method", "path", "body", "teamsUserAadToken", "clientId", "userObjectId"];

function identifier(id) {
  const { communicationUserId } = id;
  // Most are: of 350 participants the rest would take as long as everything else.
  return typeof communicationUserId === "string" ? { communicationUserId } : pick(IDENTIFIER, id);
}

// A participant, or an identifier to remove.
function participant(item) {
  const id = item?.id;
  return isObject(id) ? { id: identifier(id), role: plain(item.role) } : pick(IDENTIFIER, item);
}

// Participants in any iterable, or what else an operation takes. What is no list must not become one.
function listed(list) {
  if (typeof list === "object" && list?.[Symbol.iterator]) return Array.from(list, participant);
  const value = pick(IDENTIFIER_OR_REQUEST, list);
  return Array.isArray(value) ? {} : value;
}

// Headers and maps have no members.
function headers(given) {
  if (!isObject(given)) return plain(given);
  const entries = typeof given.entries === "function" ? [...given.entries()] : Object.entries(given);
  return Object.fromEntries(entries.map(([name, value]) => [name, plain(value)]));
}

// Whether so many letters lie between two names.
function isNear(a, b, most) {
  while (a && a[0] === b[0]) [a, b] = [a.slice(1), b.slice(1)];
  if (!most || a === b) return a === b;
  const [c, d] = [a.slice(1), b.slice(1)];
  return isNear(c, b, most - 1) || isNear(a, d, most - 1) || isNear(c, d, most - 1);
}

// Options of other names are ignored, as the official clients ignore them. A misspelt one would be, too, without a word.
function checkSpelling(options, read) {
  const known = ["fetch", "abortSignal", "onRequest", "onResponse", "onRetry", "onSettled", ...Object.keys(read)];
  for (const name of Object.keys(options)) {
    const meant = !known.includes(name) && known.find((other) => isNear(name.toLowerCase(), other.toLowerCase(), other.length > 9 ? 2 : 1));
    if (meant) throw argumentError(`${name} is no option: is ${meant} meant?`);
  }
}

// The trace context of a call, for which the client's option is a function that is asked.
function traceContext(options, host) {
  let { traceContext } = options;
  if (!host && typeof traceContext === "function") return;
  try {
    traceContext ??= host?.traceContext?.();
  } catch {}
  return pick(["traceparent", "tracestate"], traceContext);
}

function optionsOf(given, host) {
  const options = given ?? (host?.traceContext && {});
  if (!isObject(options)) return plain(options);
  const { requestOptions } = options;
  const read = {
    pstnDialOutEnabled: plain(options.pstnDialOutEnabled),
    repeatabilityRequestId: plain(options.repeatabilityRequestId),
    apiVersion: plain(options.apiVersion),
    allowInsecureConnection: plain(options.allowInsecureConnection),
    tokenExpiresInMinutes: plain(options.tokenExpiresInMinutes),
    requestTimeoutInMs: plain(options.requestTimeoutInMs),
    validFrom: time(options.validFrom, "validFrom"),
    validUntil: time(options.validUntil, "validUntil"),
    repeatabilityFirstSent: time(options.repeatabilityFirstSent, "repeatabilityFirstSent"),
    participants: listed(options.participants),
    requestOptions: isObject(requestOptions)
      ? { timeout: plain(requestOptions.timeout), customHeaders: headers(requestOptions.customHeaders) }
      : plain(requestOptions),
    traceContext: traceContext(options, host),
    retryOptions: pick(["maxRetries", "retryDelayInMs", "maxRetryDelayInMs"], options.retryOptions),
    userAgentOptions: pick(["userAgentPrefix"], options.userAgentOptions),
  };
  checkSpelling(options, read);
  return read;
}

// Names the text in a value that is none.
function checkTexts(value, path) {
  if (typeof value === "string") text(value, path);
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    checkTexts(member, Array.isArray(value) ? `${path}[${name}]` : path && `${path}.${name}` || name);
  }
}

/**
 * The arguments of a function as the text that Rust reads. In the place of the room's id a user may stand. The argument is
 * a list of participants or scopes, or the link of a page, the request of a relay, an identifier, or a Teams user's token.
 * `host` is there for the calls of a client.
 */
export function argumentsText(roomId, argument, options, host) {
  const written = { roomId: pick(IDENTIFIER, roomId), argument: listed(argument), options: optionsOf(options, host) };
  // Two UUIDs for a call, one behind the other. Some workers allow no randomness outside of a request.
  if (host) written.ids = newId() + newId();
  const json = JSON.stringify(written);
  // So it writes half of a surrogate pair.
  if (json.includes("\\ud")) {
    const isText = typeof argument === "string";
    checkTexts(written.roomId, "roomId");
    checkTexts(written.argument, isText ? "continuationToken" : isObject(written.argument) ? "identifier" : "participants");
    checkTexts(written.options, isObject(options) ? "" : "options");
  }
  return json;
}
