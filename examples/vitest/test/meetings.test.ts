import { RoomsClient } from "acs-rooms";
import { RoomsEmulator } from "acs-rooms/emulator";
import { beforeEach, expect, test } from "vitest";
import { Busy, MeetingGone, Meetings, type Meeting } from "../src/meetings.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const HOST = "8:acs:11111111-2222-4333-8444-555555555555_00000000-0000-4000-8000-000000000001";
const GUEST = "8:acs:11111111-2222-4333-8444-555555555555_00000000-0000-4000-8000-000000000002";
const STRANGER = "8:acs:11111111-2222-4333-8444-555555555555_00000000-0000-4000-8000-000000000003";

let emulator: RoomsEmulator;
let rooms: RoomsClient;
let meetings: Meetings;

// A service of its own for each test: nothing to start, nothing to clean up, no port.
beforeEach(() => {
  emulator = new RoomsEmulator();
  rooms = new RoomsClient(emulator.connectionString, {
    fetch: emulator.fetch,
    // Tests do not wait for repetitions.
    retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 10 },
  });
  meetings = new Meetings(rooms);
});

function inAnHour(): Meeting {
  const from = Date.now() + HOUR;
  return { from: new Date(from), until: new Date(from + HOUR), host: HOST, guests: [GUEST] };
}

async function count(): Promise<number> {
  let number = 0;
  for await (const _ of rooms.listRooms()) number += 1;
  return number;
}

test("a room opens ten minutes before its meeting", async () => {
  const meeting = inAnHour();
  const room = await rooms.getRoom(await meetings.schedule(meeting));
  expect(meeting.from.getTime() - room.validFrom.getTime()).toBe(10 * 60_000);
  expect(room.validUntil).toEqual(meeting.until);
});

test("the host presents, guests attend, and strangers are not invited", async () => {
  const roomId = await meetings.schedule(inAnHour());
  expect(await meetings.roleOf(roomId, HOST)).toBe("Presenter");
  expect(await meetings.roleOf(roomId, GUEST)).toBe("Attendee");
  expect(await meetings.roleOf(roomId, STRANGER)).toBeUndefined();
});

test("a meeting that takes longer keeps its beginning", async () => {
  const meeting = inAnHour();
  const roomId = await meetings.schedule(meeting);
  const { validFrom } = await rooms.getRoom(roomId);
  expect(await meetings.prolong(roomId, 30)).toEqual(new Date(meeting.until.getTime() + HOUR / 2));
  expect((await rooms.getRoom(roomId)).validFrom).toEqual(validFrom);
});

test("an answer that is lost makes no second room", async () => {
  emulator.injectFault({ kind: "resetAfterCommit", method: "POST" });
  const roomId = await meetings.schedule(inAnHour());
  expect(emulator.requests().map(({ method, fault }) => [method, fault])).toEqual([
    ["POST", "resetAfterCommit"],
    ["POST", undefined],
  ]);
  expect(await count()).toBe(1);
  expect((await rooms.getRoom(roomId)).id).toBe(roomId);
});

test("a throttled service is waited for, but not for a minute", async () => {
  emulator.injectFault({ kind: "status", status: 429, retryAfterInMs: 5, retryAfterForm: "ms" });
  const roomId = await meetings.schedule(inAnHour());

  emulator.injectFault({ kind: "status", status: 429, retryAfterInMs: 60_000, path: "/rooms/*" });
  const error = await meetings.prolong(roomId, 30).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(Busy);
  expect(error).toMatchObject({ retryAfterInMs: 60_000, message: "try again in 60 seconds" });
});

test("a meeting that is over can be looked up for a day", async () => {
  const roomId = await meetings.schedule(inAnHour());
  expect(await count()).toBe(1);

  emulator.advanceTime(3 * HOUR);
  expect(await count()).toBe(0);
  expect(await meetings.roleOf(roomId, GUEST)).toBe("Attendee");

  emulator.advanceTime(DAY);
  await expect(meetings.roleOf(roomId, GUEST)).rejects.toThrow(MeetingGone);
});

test("bad input is told before anything is sent", async () => {
  await expect(meetings.schedule({ ...inAnHour(), until: new Date(Number.NaN) })).rejects.toThrow(/validUntil/);
  expect(emulator.requests()).toEqual([]);
});
