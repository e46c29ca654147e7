// Which operations a path has, and what its query may say. Whatever is not written here has no way through.

import { Refusal } from "./proxy-refusal.js";

/** Patching participants is two operations, told apart by the body. */
export const PATCH_PARTICIPANTS = ["addOrUpdateParticipants", "removeParticipants"];

// An id of the service has digits only. What other ids may be made of needs no encoding and cannot climb.
const ROUTES = [
  { pattern: /^\/rooms$/, methods: { GET: ["listRooms"], POST: ["createRoom"] } },
  { pattern: /^\/rooms\/([A-Za-z0-9_~-]{1,64})$/, methods: { GET: ["getRoom"], PATCH: ["updateRoom"], DELETE: ["deleteRoom"] } },
  { pattern: /^\/rooms\/([A-Za-z0-9_~-]{1,64})\/participants$/, methods: { GET: ["listParticipants"], PATCH: PATCH_PARTICIPANTS } },
];

export const OPERATIONS = ROUTES.flatMap(({ methods }) => Object.values(methods).flat());

/** The route of a path below the proxy's base: `{ path, roomId, methods }`. */
export function routeOf(pathname, basePath) {
  const isBelow = pathname.startsWith(`${basePath}/`);
  const path = isBelow ? pathname.slice(basePath.length) : "";
  for (const { pattern, methods } of ROUTES) {
    const found = pattern.exec(path);
    if (found) return { path, roomId: found[1], methods };
  }
  throw new Refusal(404, "UnknownPath", isBelow ? unknownBelow(basePath) : notBelow(pathname, basePath));
}

const unknownBelow = (basePath) =>
  `The proxy has no such path. Below ${basePath || "the root"} it has /rooms, /rooms/{id} and /rooms/{id}/participants.`;

/** Most often a request that was led astray. */
function notBelow(pathname, basePath) {
  // A longer one, or one with other letters, is no mistake.
  const seen = /^[\w/.~-]{1,200}$/.test(pathname) ? pathname : "another path";
  return `The proxy is at ${basePath}, and was asked for ${seen}. If it should answer there, give that as its basePath; if something before it cuts the path short, let that pass it on whole.`;
}

/** The operations that a method may mean on a route. */
export function operationsOf(method, { methods }) {
  if (Object.hasOwn(methods, method)) return methods[method];
  throw new Refusal(405, "UnknownMethod", "The proxy has no such method on this path.", { headers: { allow: Object.keys(methods).join(", ") } });
}

/** Dated versions, as the service has had so far. */
const VERSION = /^\d{4}-\d{2}-\d{2}(-preview)?$/;
/** base64 of either alphabet, as recorded from the service; as it is or percent-encoded. It is 2 or 3 kB long. */
const TOKEN = /^(?:[A-Za-z0-9+/_=-]|%2B|%2F|%3D){1,16384}$/i;

/**
 * Checks a query and returns it as it is, with its `?`: once `api-version` and, where there are pages, at most once
 * `nextLink`, the token with which the service goes on. A token is only ever a value of this query, so that it cannot
 * lead anywhere else.
 */
export function queryOf(search, hasPages) {
  const values = new Map();
  for (const part of search.slice(1).split("&")) {
    const [name] = part.split("=", 1);
    if (values.has(name)) throw new Refusal(400, "InvalidQuery", "The query names a parameter twice.");
    values.set(name, part.slice(name.length + 1));
  }
  if (!VERSION.test(values.get("api-version") ?? "")) {
    throw new Refusal(400, "InvalidQuery", "The query must have api-version=YYYY-MM-DD.");
  }
  if (values.has("nextLink") && !(hasPages && TOKEN.test(values.get("nextLink")))) {
    throw new Refusal(400, "InvalidQuery", "The query has a nextLink that no list of the service gave.");
  }
  if (values.size !== (values.has("nextLink") ? 2 : 1)) {
    throw new Refusal(400, "InvalidQuery", "The query may only have api-version and nextLink.");
  }
  return search;
}
