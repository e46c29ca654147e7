// A service for your other programs: makes a room for a meeting, and tells who may join it.
import { RoomsClient, isRestError, type CommunicationRoom, type RoomParticipant, type RoomParticipantPatch } from "acs-rooms";

interface Meeting {
  /** RFC 3339, with an offset. */
  from: string;
  until: string;
  /** Ids of Communication Services users. */
  presenters: string[];
  attendees?: string[];
}

function secret(name: string): string {
  const value = Deno.env.get(name);
  if (!value) throw new Error(`set ${name}`);
  return value;
}

const rooms = new RoomsClient(secret("ACS_CONNECTION_STRING"));

// Hashes are compared, so that the time it takes tells nothing.
const hash = async (text: string) => String(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
const allowed = hash(`Bearer ${secret("API_TOKEN")}`);
const isAllowed = async ({ headers }: Request) => (await hash(headers.get("authorization") ?? "")) === (await allowed);

const participants = (ids: string[] = [], role: "Presenter" | "Attendee"): RoomParticipantPatch[] =>
  ids.map((communicationUserId) => ({ id: { communicationUserId }, role }));

function createRoom({ from, until, presenters, attendees }: Meeting): Promise<CommunicationRoom> {
  return rooms.createRoom({
    validFrom: from,
    validUntil: until,
    participants: [...participants(presenters, "Presenter"), ...participants(attendees, "Attendee")],
  });
}

async function listParticipants(roomId: string): Promise<RoomParticipant[]> {
  const found: RoomParticipant[] = [];
  for await (const participant of rooms.listParticipants(roomId)) found.push(participant);
  return found;
}

async function answer(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname;
  const roomId = /^\/rooms\/(\d+)\/participants$/.exec(path)?.[1];
  if (request.method === "POST" && path === "/rooms") return Response.json(await createRoom(await request.json()), { status: 201 });
  if (request.method === "GET" && roomId !== undefined) return Response.json(await listParticipants(roomId));
  return Response.json({ error: "POST /rooms or GET /rooms/{id}/participants" }, { status: 404 });
}

/** What the caller can put right is told; the rest is ours. */
function statusOf(error: unknown): number {
  if (isRestError(error)) return error.statusCode === 400 || error.statusCode === 404 ? error.statusCode : 502;
  return error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError ? 400 : 502;
}

export default {
  async fetch(request) {
    if (!(await isAllowed(request))) return Response.json({ error: "who are you?" }, { status: 401 });
    try {
      return await answer(request);
    } catch (error) {
      const status = statusOf(error);
      if (status === 502) console.error(error);
      return Response.json({ error: status === 502 ? "the Rooms service cannot be used now" : (error as Error).message }, { status });
    }
  },
} satisfies Deno.ServeDefaultExport;
