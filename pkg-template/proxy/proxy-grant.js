// What `authorize` allows.

import { Refusal } from "./proxy-refusal.js";
import { OPERATIONS } from "./proxy-route.js";

const denied = () => new Refusal(403, "NotAuthorized", "The proxy does not allow this operation to the caller.");

/** Checks a list of operations; what is misspelt would otherwise be denied without a word. */
export function checkOperations(list, name) {
  if (!Array.isArray(list)) throw new TypeError(`${name} must be an array of operations`);
  const unknown = list.find((operation) => !OPERATIONS.includes(operation));
  if (unknown !== undefined) throw new TypeError(`${name} has an operation that does not exist; there are ${OPERATIONS.join(", ")}`);
}

/**
 * Asks whether the operation may be done. Anything but a clear yes is a no.
 * @returns the ids of the rooms that may be seen, or undefined for all
 */
export async function visibleRooms(authorize, request, asked) {
  const grant = await authorize(request, asked);
  if (grant === true) return undefined;
  if (grant === false || grant === undefined || grant === null) throw denied();
  if (typeof grant !== "object") throw new TypeError("authorize must return true, false or { operations, roomIds? }");
  const { operations, roomIds } = grant;
  checkOperations(operations, "operations, which authorize returned,");
  // Only the absent property means all rooms: `roomIds: session.roomIds` of a session that has none must not open all.
  if ("roomIds" in grant && !Array.isArray(roomIds)) {
    throw new TypeError("roomIds, which authorize returned, must be an array of room ids; leave the property out for all rooms");
  }
  if (!operations.includes(asked.operation)) throw denied();
  if (asked.roomId !== undefined && roomIds !== undefined && !roomIds.includes(asked.roomId)) throw denied();
  return roomIds;
}
