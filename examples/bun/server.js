// The lobby of a room: tells whether someone may join, and lets guests in.
import { RoomsClient, isRestError } from "acs-rooms";
import { createHash, timingSafeEqual } from "node:crypto";

const { ACS_CONNECTION_STRING, API_TOKEN, PORT = "8000" } = process.env;
if (!ACS_CONNECTION_STRING || !API_TOKEN) throw new Error("set ACS_CONNECTION_STRING and API_TOKEN");

const rooms = new RoomsClient(ACS_CONNECTION_STRING);

// Hashes are compared, so that the time it takes tells nothing.
const hash = (text) => createHash("sha256").update(text).digest();
const isAllowed = ({ headers }) => timingSafeEqual(hash(headers.get("authorization") ?? ""), hash(`Bearer ${API_TOKEN}`));

/** Whether the room is open now, and the role of the user: null for who is not invited. */
async function lookUp({ params: { roomId, userId } }) {
  const [room, role] = await Promise.all([rooms.getRoom(roomId), roleOf(roomId, userId)]);
  const now = new Date();
  return Response.json({ role, isOpen: room.validFrom <= now && now < room.validUntil, validFrom: room.validFrom, validUntil: room.validUntil });
}

async function roleOf(roomId, userId) {
  for await (const { id, role } of rooms.listParticipants(roomId)) {
    if (id.kind === "communicationUser" && id.communicationUserId === userId) return role;
  }
  return null;
}

/** Guests may listen and speak. Who is invited already keeps the role. */
async function letIn({ params: { roomId, userId } }) {
  if ((await roleOf(roomId, userId)) === null) {
    await rooms.addOrUpdateParticipants(roomId, [{ id: { communicationUserId: userId }, role: "Attendee" }]);
  }
  return new Response(null, { status: 204 });
}

/** Asks who calls, and makes an answer of what fails. */
const guarded = (handler) => async (request) => {
  if (!isAllowed(request)) return Response.json({ error: "who are you?" }, { status: 401 });
  try {
    return await handler(request);
  } catch (error) {
    if (isRestError(error) && [400, 404].includes(error.statusCode)) return Response.json({ error: error.message }, { status: error.statusCode });
    if (error instanceof TypeError || error instanceof RangeError) return Response.json({ error: error.message }, { status: 400 });
    console.error(error);
    return Response.json({ error: "the Rooms service cannot be used now" }, { status: 502 });
  }
};

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: Number(PORT),
  routes: { "/rooms/:roomId/participants/:userId": { GET: guarded(lookUp), PUT: guarded(letIn) } },
  fetch: () => new Response(null, { status: 404 }),
});
console.log(`Listening on ${server.url}`);
