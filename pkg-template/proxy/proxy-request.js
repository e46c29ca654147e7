// What of a request is read: a body that the service could have been sent by its own client, and a few headers.

import { Refusal } from "./proxy-refusal.js";
import { PATCH_PARTICIPANTS } from "./proxy-route.js";

const CONTENT_TYPES = new Map([
  ["POST", "application/json"],
  ["PATCH", "application/merge-patch+json"],
]);

/** What is passed on, and that is all: no credential, no cookie, no address of the caller. */
export const REQUEST_HEADERS = [
  "repeatability-first-sent",
  "repeatability-request-id",
  "traceparent",
  "tracestate",
  "x-ms-client-request-id",
  "x-ms-useragent",
];

/** The headers of the request that the service gets. */
export function headersOf({ method, headers }) {
  for (const name of ["x-http-method", "x-http-method-override", "x-method-override"]) {
    if (headers.has(name)) throw new Refusal(400, "InvalidHeader", "The proxy takes no method but the request's own.");
  }
  const type = CONTENT_TYPES.get(method);
  const picked = type === undefined ? {} : { "content-type": type };
  for (const name of REQUEST_HEADERS) {
    const value = headers.get(name);
    if (value === null) continue;
    if (!/^[\x20-\x7e]{1,1024}$/.test(value)) {
      throw new Refusal(400, "InvalidHeader", `The header ${name} is too long, or has letters that a header cannot have.`);
    }
    picked[name] = value;
  }
  return picked;
}

/**
 * The body of a request, checked and parsed; undefined for a method without one. The service gets what `JSON.stringify`
 * makes of it, so that it cannot read anything else in it than was checked here.
 */
export async function bodyOf(request, limit) {
  const type = CONTENT_TYPES.get(request.method);
  const { headers } = request;
  if (type !== undefined) {
    const [given, charset = "charset=utf-8"] = (headers.get("content-type") ?? "").toLowerCase().split(/\s*;\s*/);
    const isPlain = (headers.get("content-encoding") ?? "identity") === "identity";
    if (given !== type || charset.replaceAll('"', "") !== "charset=utf-8" || !isPlain) {
      throw new Refusal(415, "UnsupportedMediaType", `The body must be ${type}, in UTF-8 and not compressed.`);
    }
  }
  const bytes = await bytesOf(request, type === undefined ? 0 : limit);
  if (type === undefined) return undefined;
  let body;
  try {
    body = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal(400, "InvalidBody", "The body is not JSON in UTF-8.");
  }
  return body;
}

async function bytesOf(request, limit) {
  const tooLarge = () =>
    limit === 0
      ? new Refusal(400, "InvalidBody", "A request of this method has no body.")
      : new Refusal(413, "BodyTooLarge", `The body is longer than ${limit} bytes.`);
  if (Number(request.headers.get("content-length")) > limit) throw tooLarge();
  if (request.body === null) return new Uint8Array();
  // That is the server's mistake, of which the caller knows nothing.
  if (request.bodyUsed || request.body?.locked) {
    throw new Refusal(500, "BodyConsumed", "The body was read before the request reached the proxy. Give the proxy the request first, or a clone of it.");
  }
  const chunks = [];
  let length = 0;
  // Some browsers cannot read the body of a Request in pieces.
  const pieces = request.body === undefined ? [new Uint8Array(await ofCaller(request.arrayBuffer()))] : piecesOf(request.body.getReader());
  for await (const piece of pieces) {
    chunks.push(piece);
    length += piece.byteLength;
    if (length > limit) throw tooLarge();
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/** The pieces of a body. Whoever stops before the end, stops the sender. */
async function* piecesOf(reader) {
  try {
    for (let read = await ofCaller(reader.read()); !read.done; read = await ofCaller(reader.read())) yield read.value;
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** What fails while a body arrives is the caller's connection. */
async function ofCaller(reading) {
  try {
    return await reading;
  } catch {
    throw new Refusal(400, "InvalidBody", "The body broke off.");
  }
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value) => value === null || typeof value === "string";
const isFlag = (value) => value === null || typeof value === "boolean";
const isParticipant = (value) => value === null || hasOnly(value, { role: isText });
const areParticipants = (value) => isObject(value) && Object.values(value).every(isParticipant);

const ROOM = { validFrom: isText, validUntil: isText, pstnDialOutEnabled: isFlag };
const FIELDS = {
  createRoom: { ...ROOM, participants: (value) => value === null || areParticipants(value) },
  updateRoom: ROOM,
  addOrUpdateParticipants: { participants: areParticipants },
};

function hasOnly(value, fields) {
  return isObject(value) && Object.keys(value).every((name) => Object.hasOwn(fields, name) && fields[name](value[name]));
}

/** Which of the operations that path and method leave open it is, after a look into the body. */
export function operationOf(operations, body) {
  const [operation] = operations;
  const fields = FIELDS[operation];
  if (fields === undefined) return operation;
  if (!hasOnly(body, fields)) {
    throw new Refusal(400, "InvalidBody", `The body must be an object that has only ${Object.keys(fields).join(", ")}, each of its type.`);
  }
  if (operations !== PATCH_PARTICIPANTS) return operation;
  const patches = Object.values(body.participants ?? {});
  const removed = patches.filter((patch) => patch === null).length;
  if (removed === 0) return operation;
  if (removed === patches.length) return operations[1];
  throw new Refusal(400, "InvalidBody", "The body adds and removes participants: the proxy takes one at a time.");
}
