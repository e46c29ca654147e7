// What the cases of the scripts share: checks, and running them with one client or another.
// Plain JavaScript: it runs in Node, in a page and in a worker.

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
/** The id of a room that was never made. */
export const UNKNOWN_ROOM = "99999999999999999";

/** A user's identifier as the Identity service makes them; `n` tells them apart. */
export function user(n) {
  const digits = String(n).padStart(12, "0");
  return { communicationUserId: `8:acs:11111111-2222-4333-8444-555555555555_66666666-7777-4888-9999-${digits}` };
}

/** All elements of an async iterable. */
export async function all(iterable) {
  const found = [];
  for await (const element of iterable) found.push(element);
  return found;
}

/** Fails unless both are equal by structure. Dates are equal when they are the same instant. */
export function equal(actual, expected, what) {
  const text = (value) => JSON.stringify(value, (_, v) => (v === undefined ? "(undefined)" : v));
  if (text(actual) !== text(expected)) throw new Error(`${what}: expected ${text(expected)}, got ${text(actual)}`);
}

/** Fails unless the condition holds. */
export function truly(condition, what) {
  if (!condition) throw new Error(`not so: ${what}`);
}

/** The error that a promise rejects with; fails if it does not. */
export async function rejection(promise, what) {
  let value;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`${what}: expected a rejection, got ${JSON.stringify(value)}`);
}

/** Fails unless the promise rejects with a RestError that has what is given. Behind the message may stand a reason in brackets. */
export async function refusal(promise, { status, code, message, targets }) {
  const error = await rejection(promise, `status ${status}`);
  equal(error.name, "RestError", `name of ${error}`);
  truly(error instanceof Error, "a RestError is an Error");
  equal(error.statusCode, status, "statusCode");
  if (code !== undefined) equal(error.code, code, "code");
  if (message !== undefined) equal(error.message.replace(/ \(.*\)$/, ""), message, "message");
  if (targets !== undefined) {
    equal(error.details.error.details.map((detail) => detail.target), targets, "targets of the details");
  }
}

const MALFORMED = "The request could not be understood by the server due to malformed syntax.";
/** How dates are refused; the targets are the fields that the details name. */
export const invalidDates = (...targets) => ({ status: 400, code: "BadRequest", message: MALFORMED, targets });

/** Participants as plain text, such as `1 Presenter`, in the order of the list. */
export async function roles(client, roomId) {
  const list = await all(client.listParticipants(roomId));
  return list.map(({ id, role }) => {
    equal(id.kind, "communicationUser", "kind of a participant");
    return `${Number(id.communicationUserId.slice(-12))} ${role}`;
  });
}

/** Fails unless it has every field of a room, of the right type. */
export function isRoom(room) {
  truly(typeof room.id === "string" && /^99\d{14,16}$/.test(room.id), `room id ${room.id}`);
  for (const field of ["createdOn", "validFrom", "validUntil"]) {
    truly(room[field] instanceof Date && !Number.isNaN(room[field].getTime()), `${field} is a valid Date`);
  }
  equal(typeof room.pstnDialOutEnabled, "boolean", "type of pstnDialOutEnabled");
}

/** Validity that starts in `days` days and lasts an hour, in whole milliseconds. */
export function validity(days) {
  const validFrom = new Date(Date.now() + days * DAY + 123);
  return { validFrom, validUntil: new Date(validFrom.getTime() + 60 * MINUTE) };
}

/**
 * Runs the cases, functions by name, with the client that is given.
 * @param context `{ RoomsClient, connectionString, options }`; the options are the client's. `Client` in the place of
 * `RoomsClient` is a client of another kind.
 * @returns for each case `{ name, error }`; `error` is null when it passed.
 */
export async function runCases(cases, context) {
  const { Client = context.RoomsClient } = context;
  const client = new Client(context.connectionString, context.options);
  const results = [];
  for (const [name, run] of Object.entries(cases)) {
    let error = null;
    try {
      await run({ ...context, client });
    } catch (thrown) {
      error = String(thrown?.stack ?? thrown);
    }
    results.push({ name, error });
  }
  return results;
}
