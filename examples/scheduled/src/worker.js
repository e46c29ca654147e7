// Makes the rooms of the day that are not there yet, and deletes those of days gone by.
import { RoomsClient, isRestError } from "acs-rooms";
import { uuidOfUrl } from "./repeatability-id.js";

/** Rooms of every day, in UTC. */
const DAILY = [
  { name: "reception", from: "00:00", until: "24:00" },
  { name: "stand-up", from: "08:30", until: "09:00" },
];

export default {
  async scheduled({ scheduledTime }, env) {
    const rooms = new RoomsClient(env.ACS_CONNECTION_STRING);
    const now = new Date(scheduledTime);
    const today = now.toISOString().slice(0, 10);
    const results = await Promise.allSettled([
      ...DAILY.map((daily) => provide(daily, today, now, rooms, env.ROOMS)),
      tidyUp(today, rooms, env.ROOMS),
    ]);
    // One failure keeps nothing else from being done, but the run shows as failed. The next one makes up for it.
    const reasons = results.filter(({ status }) => status === "rejected").map(({ reason }) => reason);
    if (reasons.length > 0) throw new AggregateError(reasons, reasons.join("\n"));
  },
};

async function provide({ name, from, until }, today, now, rooms, known) {
  const key = `${today}/${name}`;
  const validUntil = new Date(`${today}T${until}Z`);
  if (validUntil <= now || (await known.get(key)) !== null) return;
  const room = await rooms.createRoom({
    validFrom: new Date(`${today}T${from}Z`),
    validUntil,
    // A cron trigger may fire twice, and a Worker may end before it has noted the id. The service then gives the same
    // room. When it was first sent is left to the client: a trigger may be late, and the service takes five minutes.
    repeatabilityRequestId: await uuidOfUrl(`https://example.com/rooms/${key}`),
  });
  await known.put(key, room.id);
}

async function tidyUp(today, rooms, known) {
  // Keys are sorted, oldest first; what does not fit in one list is left for the next hour.
  const { keys } = await known.list();
  for (const { name: key } of keys.filter(({ name }) => name < today)) {
    try {
      await rooms.deleteRoom(await known.get(key));
    } catch (error) {
      // The service has forgotten it by itself.
      if (!(isRestError(error) && error.statusCode === 404)) throw error;
    }
    await known.delete(key);
  }
}
