// One room for each message, however often it is delivered, and on however many machines.
import { RoomsClient, isRestError } from "acs-rooms";
import { takeIn } from "./intake.js";
import { begin, done, refused } from "./ledger.js";
import { uuidOf } from "./uuid.js";

/** Refusals that another time or a new key can turn into success. */
const WORTH_REPEATING = [401, 403, 408, 409, 429];
/** The longest delay that Queues takes, in seconds. */
const LONGEST_DELAY = 12 * 60 * 60;

export default {
  fetch: takeIn,

  async queue(batch, env) {
    // The queue repeats, so the client does not.
    const rooms = new RoomsClient(env.ACS_CONNECTION_STRING, { retryOptions: { maxRetries: 0 }, requestTimeoutInMs: 30_000 });
    const handled = await Promise.allSettled(batch.messages.map((message) => handle(message, rooms, env)));
    // A delivery that fails brings back what was neither acknowledged nor put off.
    const broken = handled.find(({ status }) => status === "rejected");
    if (broken) throw broken.reason;
  },
};

async function handle(message, rooms, env) {
  try {
    await createOnce(message, rooms, env.DB);
  } catch (error) {
    console.error(`message ${message.id}, delivery ${message.attempts}: ${error}`);
    if (!isHopeless(error)) {
      message.retry({ delaySeconds: delayOf(error, message.attempts) });
      return;
    }
    await env.DEAD_LETTERS.send(message.body);
  }
  message.ack();
}

async function createOnce({ id, body }, rooms, db) {
  if (typeof body?.meeting !== "string") throw new TypeError("meeting must be a text");
  const { roomId, firstSent } = await begin(db, id, body.meeting);
  if (roomId !== null) return;
  try {
    const room = await rooms.createRoom({
      // Fixed times of the message, so that every delivery asks for the same room.
      validFrom: body.validFrom,
      validUntil: body.validUntil,
      participants: body.participants,
      repeatabilityRequestId: await uuidOf(id),
      repeatabilityFirstSent: firstSent,
    });
    await done(db, id, room.id);
  } catch (error) {
    if (isRestError(error) && error.statusCode === 429) await refused(db, id);
    throw error;
  }
}

/** Whether every further delivery would fail in the same way. */
function isHopeless(error) {
  if (isRestError(error)) return error.statusCode >= 400 && error.statusCode < 500 && !WORTH_REPEATING.includes(error.statusCode);
  return error instanceof TypeError || error instanceof RangeError;
}

/** In seconds: what the service asks for, else 2, 4, 8 and so on, up to a minute. */
function delayOf(error, attempts) {
  const asked = error.retryAfterInMs === undefined ? Math.min(2 ** attempts, 60) : Math.ceil(error.retryAfterInMs / 1000);
  return Math.min(asked, LONGEST_DELAY);
}
