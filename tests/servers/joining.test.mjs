// The ticket of docs/joining.md, with the emulator as the judge of who gets in.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";
import { programsOf } from "../harness/docs.mjs";
import { makeProject } from "../harness/project.mjs";
import { namesOf, rejectionOf } from "../harness/proxy.mjs";

const HOUR = 60 * 60 * 1000;

let project;
let names;
let ticketsOf;
let emulator;
let rooms;
let ticketFor;
before(async () => {
  project = makeProject(new URL("../package/fixtures", import.meta.url));
  names = await namesOf(project);
  writeFileSync(join(project.dir, "tickets.mjs"), programsOf("joining.md").withWords("ticketsOf"));
  ({ ticketsOf } = await import(pathToFileURL(join(project.dir, "tickets.mjs"))));
});
after(() => project?.remove());
beforeEach(() => {
  emulator = new names.RoomsEmulator();
  const options = { fetch: emulator.fetch, retryOptions: { retryDelayInMs: 1 } };
  rooms = new names.RoomsClient(emulator.connectionString, options);
  ticketFor = ticketsOf(emulator.connectionString, options);
});

const create = (from, until) => rooms.createRoom({ validFrom: new Date(Date.now() + from), validUntil: new Date(Date.now() + until) });
const people = async (id) => {
  const all = [];
  for await (const participant of rooms.listParticipants(id)) all.push([participant.id.communicationUserId, participant.role]);
  return all;
};

test("a ticket lets in, with its role", async () => {
  const { id } = await create(0, HOUR);
  const ticket = await ticketFor(id, { role: "Presenter" });
  const verdict = emulator.join({ roomId: ticket.roomId, token: ticket.token });
  assert.deepEqual([verdict.joinable, verdict.role, verdict.userId], [true, "Presenter", ticket.userId]);
  assert.ok(ticket.expiresOn > Date.now() && ticket.expiresOn <= Date.now() + HOUR + 60_000);
});

test("a known person keeps the user and the place", async () => {
  const { id } = await create(0, HOUR);
  const { userId } = await ticketFor(id, { role: "Attendee" });
  const again = await ticketFor(id, { userId, role: "Presenter" });
  assert.equal(again.userId, userId);
  assert.deepEqual(await people(id), [[userId, "Presenter"]]);
  assert.equal(emulator.users().length, 1);
});

test("early and late comers hear the time, and get neither a user nor a place", async () => {
  const early = await create(HOUR, 2 * HOUR);
  assert.deepEqual(await ticketFor(early.id, { role: "Attendee" }), { refused: "the room is not open yet", at: early.validFrom });
  assert.deepEqual(await people(early.id), []);
  const room = await create(0, HOUR);
  const now = Date.now;
  Date.now = () => now() + 2 * HOUR;
  try {
    assert.deepEqual(await ticketFor(room.id, { role: "Attendee" }), { refused: "the room is over", at: room.validUntil });
  } finally {
    Date.now = now;
  }
  assert.equal(emulator.users().length, 0);
});

test("who asks for a room that is gone, or for another role, gets nothing", async () => {
  const { id } = await create(0, HOUR);
  assert.equal((await rejectionOf(ticketFor(id, { role: "Boss" }))).argument, "participants[0].role");
  assert.deepEqual(await people(id), []);
  await rooms.deleteRoom(id);
  assert.equal((await rejectionOf(ticketFor(id, { role: "Attendee" }))).statusCode, 404);
});
