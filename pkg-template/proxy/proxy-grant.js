// What `authorize` allows.

import { NOT_KEPT, Refusal } from "./proxy-refusal.js";
import { OPERATIONS } from "./proxy-route.js";

const denied = () => new Refusal(403, "NotAuthorized", "The proxy does not allow this operation to the caller.");

/** Checks a list of operations; what is misspelt would otherwise be denied without a word. */
export function checkOperations(list, name) {
  if (!Array.isArray(list)) throw new TypeError(`${name} must be an array of operations`);
  const unknown = list.find((operation) => !OPERATIONS.includes(operation));
  if (unknown !== undefined) throw new TypeError(`${name} has an operation that does not exist; there are ${OPERATIONS.join(", ")}`);
}

/** Whether `authorize` has answered by itself. Its Response may be of another realm. */
export function isResponse(grant) {
  return typeof grant?.status === "number" && typeof grant.arrayBuffer === "function" && typeof grant.headers?.get === "function";
}

/** What `authorize` answered, as nobody keeps it and as the page may read it. */
export async function ofAuthorize(response, corsHeaders) {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(NOT_KEPT)) if (!headers.has(name)) headers.set(name, value);
  for (const [name, value] of Object.entries(corsHeaders)) {
    if (name === "vary") headers.append(name, value);
    else headers.set(name, value);
  }
  const { status, statusText } = response;
  const body = await response.arrayBuffer();
  return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers });
}

/**
 * What a grant opens. Anything but a clear yes is a no.
 * @returns the ids of the rooms that may be seen, or undefined for all
 */
export function visibleRooms(grant, operation, roomId) {
  if (grant === true) return undefined;
  if (grant === false || grant === undefined || grant === null) throw denied();
  if (typeof grant !== "object") throw new TypeError("authorize must return true, false, { operations, roomIds? } or a Response");
  const { operations, roomIds } = grant;
  checkOperations(operations, "operations, which authorize returned,");
  // Only the absent property means all rooms: `roomIds: session.roomIds` of a session that has none must not open all.
  if ("roomIds" in grant && !Array.isArray(roomIds)) {
    throw new TypeError("roomIds, which authorize returned, must be an array of room ids; leave the property out for all rooms");
  }
  if (!operations.includes(operation)) throw denied();
  if (roomId !== undefined && roomIds !== undefined && !roomIds.includes(roomId)) throw denied();
  return roomIds;
}
