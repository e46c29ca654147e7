// On Node: makes a room for a meeting.
import { rooms } from "../../../lib/rooms.js";
import { isAdmin } from "../../../lib/session.js";

export async function POST(request) {
  if (!(await isAdmin(request))) return Response.json({ error: "who are you?" }, { status: 401 });
  const { from, until, presenter } = await request.json();
  try {
    const room = await rooms().createRoom({
      validFrom: from,
      validUntil: until,
      participants: [{ id: { communicationUserId: presenter }, role: "Presenter" }],
    });
    return Response.json({ roomId: room.id }, { status: 201 });
  } catch (error) {
    const isTheirs = error instanceof TypeError || error instanceof RangeError || error.statusCode === 400;
    if (!isTheirs) throw error;
    return Response.json({ error: error.message }, { status: 400 });
  }
}
