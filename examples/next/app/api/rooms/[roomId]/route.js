// At the edge: tells everybody whether a room is open.
import { rooms } from "../../../../lib/rooms.js";

export const runtime = "edge";

export async function GET(_request, { params }) {
  const { roomId } = await params;
  try {
    const { validFrom, validUntil } = await rooms().getRoom(roomId);
    const now = new Date();
    return Response.json({ isOpen: validFrom <= now && now < validUntil, validFrom, validUntil });
  } catch (error) {
    if (error.statusCode !== 404) throw error;
    return Response.json({ error: "there is no such room" }, { status: 404 });
  }
}
