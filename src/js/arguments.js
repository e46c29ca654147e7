// Writes what a caller gave as JSON for Rust, which says what is wrong with it. Each member is read by its name, so that
// getters count, and nothing else in the caller's objects can fail or leak.

import { newId } from "./support.js";

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** A text. Half of a surrogate pair would become U+FFFD on its way, and two ids the same. */
export function text(value, name) {
  if (typeof value !== "string") throw new TypeError(`${name} must be a string`);
  if (/\p{Surrogate}/u.test(value)) throw new TypeError(`${name} has half of a surrogate pair, which is no character`);
  return value;
}

// JSON would leave some values out or make null of them, and null means "not given". A list is right nowhere.
function plain(value, path, name = "") {
  if (typeof value === "string") return text(value, path + name);
  // JSON has no Infinity.
  if (typeof value === "number" && !isNaN(value)) return Math.max(-Number.MAX_VALUE, Math.min(value, Number.MAX_VALUE));
  return value == null || typeof value === "boolean" ? value : [];
}

function time(value, name) {
  if (Object.prototype.toString.call(value) === "[object Date]") return isNaN(value) ? "Invalid Date" : value.toISOString();
  const isOdd = value != null && !/object|boolean/.test(typeof value) && !Number.isFinite(value);
  return isOdd ? text(String(value), name) : plain(value, name);
}

function pick(names, object, path) {
  if (!isObject(object)) return plain(object, path);
  const picked = {};
  for (const name of names) {
    const value = object[name];
    if (value !== undefined) picked[name] = plain(value, path && path + ".", name);
  }
  return picked;
}

const IDENTIFIER =
  "communicationUserId phoneNumber microsoftTeamsUserId teamsAppId userId id rawId tenantId resourceId assertedId isAnonymous cloud".split(" ");
const IDENTIFIER_OR_RELAYED = [...IDENTIFIER, "method", "path", "body"];

// A participant, or an identifier to remove.
function participant(item, index) {
  const path = `participants[${index}]`;
  const id = item?.id;
  return isObject(id) ? { id: pick(IDENTIFIER, id, path + ".id"), role: plain(item.role, path, ".role") } : pick(IDENTIFIER, item, path);
}

// Participants in any iterable, or what else an operation takes. What is no list must not become one.
function listed(list, name) {
  if (list?.[Symbol.iterator] && typeof list === "object") return Array.from(list, participant);
  const value = pick(IDENTIFIER_OR_RELAYED, list, name);
  return Array.isArray(value) ? {} : value;
}

// Headers and maps have no members.
function headers(given, name) {
  if (!isObject(given)) return plain(given, name);
  const entries = typeof given.entries === "function" ? given.entries() : Object.entries(given);
  return Object.fromEntries(Array.from(entries, ([header, value]) => [header, plain(value, name)]));
}

function optionsOf(options) {
  if (!isObject(options)) return plain(options, "options");
  const { requestOptions } = options;
  return {
    ...pick(["pstnDialOutEnabled", "repeatabilityRequestId", "apiVersion", "allowInsecureConnection", "requestTimeoutInMs"], options, ""),
    validFrom: time(options.validFrom, "validFrom"),
    validUntil: time(options.validUntil, "validUntil"),
    repeatabilityFirstSent: time(options.repeatabilityFirstSent, "repeatabilityFirstSent"),
    participants: options.participants == null ? undefined : listed(options.participants, "participants"),
    requestOptions: isObject(requestOptions)
      ? { ...pick(["timeout"], requestOptions, "requestOptions"), customHeaders: headers(requestOptions.customHeaders, "requestOptions.customHeaders") }
      : plain(requestOptions, "requestOptions"),
    traceContext: pick(["traceparent", "tracestate"], options.traceContext, "traceContext"),
    retryOptions: pick(["maxRetries", "retryDelayInMs", "maxRetryDelayInMs"], options.retryOptions, "retryOptions"),
    userAgentOptions: pick(["userAgentPrefix"], options.userAgentOptions, "userAgentOptions"),
  };
}

/**
 * The arguments of a function as the text that Rust reads. The argument is a list of participants, or the link of a page,
 * the request of a relay, or an identifier.
 */
export function argumentsText(roomId, argument, options, withIds) {
  return JSON.stringify({
    roomId: plain(roomId, "roomId"),
    argument: typeof argument === "string" ? text(argument, "continuationToken") : listed(argument, "identifier"),
    options: optionsOf(options),
    // Two UUIDs for a call, one behind the other. Some workers allow no randomness outside of a request.
    ids: withIds ? newId() + newId() : undefined,
  });
}
