// Every operation, written only against what the official package offers, so that the same cases hold both clients
// to the same behaviour.

import { DAY, MINUTE, UNKNOWN_ROOM, all, equal, invalidDates, isRoom, refusal, rejection, roles, truly, user, validity } from "./check.mjs";

export const script = {
  async "createRoom without options"({ client }) {
    const before = Date.now();
    const room = await client.createRoom();
    isRoom(room);
    equal(room.pstnDialOutEnabled, false, "pstnDialOutEnabled");
    equal(room.validUntil - room.validFrom, 180 * DAY, "default validity");
    truly(Math.abs(room.createdOn - before) < MINUTE, "createdOn is now");
    equal(await roles(client, room.id), [], "participants");
  },

  async "createRoom with an empty object"({ client }) {
    isRoom(await client.createRoom({}));
  },

  async "createRoom with everything"({ client }) {
    const dates = validity(1);
    const participants = [
      { id: user(1), role: "Presenter" },
      { id: user(2), role: "Attendee" },
      { id: user(3), role: "Consumer" },
      { id: user(4), role: "Collaborator" },
      { id: user(5) },
      { id: user(6), role: null },
    ];
    const room = await client.createRoom({ ...dates, pstnDialOutEnabled: true, participants });
    isRoom(room);
    equal(room.validFrom, dates.validFrom, "validFrom");
    equal(room.validUntil, dates.validUntil, "validUntil");
    equal(room.pstnDialOutEnabled, true, "pstnDialOutEnabled");
    const expected = ["1 Presenter", "2 Attendee", "3 Consumer", "4 Collaborator", "5 Attendee", "6 Attendee"];
    equal(await roles(client, room.id), expected, "participants");
  },

  async "createRoom with validFrom only ends 180 days from now"({ client }) {
    const validFrom = new Date(Date.now() + 2 * DAY);
    const room = await client.createRoom({ validFrom });
    equal(room.validFrom, validFrom, "validFrom");
    truly(Math.abs(room.validUntil - Date.now() - 180 * DAY) < MINUTE, "validUntil is now + 180 days");
  },

  async "createRoom with pstnDialOutEnabled true, then false"({ client }) {
    for (const pstnDialOutEnabled of [true, false]) {
      equal((await client.createRoom({ pstnDialOutEnabled })).pstnDialOutEnabled, pstnDialOutEnabled, "pstnDialOutEnabled");
    }
  },

  async "createRoom refused: dates"({ client }) {
    const now = Date.now();
    const at = (from, until) => ({ validFrom: new Date(now + from), validUntil: new Date(now + until) });
    await refusal(client.createRoom(at(-60 * MINUTE, -5 * MINUTE)), invalidDates("ValidUntil"));
    await refusal(client.createRoom(at(60 * MINUTE, 55 * MINUTE)), invalidDates("ValidUntil"));
    await refusal(client.createRoom(at(0, 200 * DAY)), invalidDates("ValidUntil"));
    await refusal(client.createRoom(at(200 * DAY, 201 * DAY)), invalidDates("ValidFrom"));
    await refusal(client.createRoom(at(200 * DAY, 400 * DAY)), invalidDates("ValidFrom", "ValidUntil"));
  },

  async "createRoom refused: a participant's identifier"({ client }) {
    const participants = [{ id: { communicationUserId: "invalid MRI Values" } }, { id: user(1) }];
    const error = { status: 400, code: "BadRequest", message: "Invalid format for communication identifier." };
    await refusal(client.createRoom({ participants }), error);
  },

  async "createRoom refused before sending: an unknown role"({ client }) {
    const error = await rejection(client.createRoom({ participants: [{ id: user(1), role: "Kafka" }] }), "role Kafka");
    equal(error.statusCode, undefined, "statusCode");
  },

  async "getRoom returns what was created"({ client }) {
    const room = await client.createRoom({ ...validity(1), pstnDialOutEnabled: true });
    equal(await client.getRoom(room.id), room, "room");
  },

  async "getRoom refused"({ client }) {
    await refusal(client.getRoom("non-existingroomId"), { status: 400, code: "BadRequest", message: "Invalid room ID." });
    await refusal(client.getRoom("123"), { status: 400, code: "BadRequest", message: "Invalid room ID length." });
    await refusal(client.getRoom(UNKNOWN_ROOM), { status: 404, code: "NotFound" });
    const error = await rejection(client.getRoom(undefined), "no room id");
    equal(error.statusCode, undefined, "statusCode");
  },

  async "updateRoom changes what is given and nothing else"({ client }) {
    const room = await client.createRoom({ ...validity(1), participants: [{ id: user(1), role: "Presenter" }] });
    const dates = validity(3);
    const moved = await client.updateRoom(room.id, dates);
    equal(moved, { ...room, ...dates }, "with new dates");
    const dialOut = await client.updateRoom(room.id, { pstnDialOutEnabled: true });
    equal(dialOut, { ...moved, pstnDialOutEnabled: true }, "with dial-out");
    equal(await client.updateRoom(room.id, validity(3)).then((r) => r.pstnDialOutEnabled), true, "dial-out is kept");
    const both = { ...dates, pstnDialOutEnabled: false };
    equal(await client.updateRoom(room.id, both), { ...room, ...both }, "with all");
    equal(await client.updateRoom(room.id, {}), { ...room, ...both }, "with an empty object");
    equal(await client.getRoom(room.id), { ...room, ...both }, "read again");
    equal(await roles(client, room.id), ["1 Presenter"], "participants");
  },

  async "updateRoom refused"({ client }) {
    const now = Date.now();
    const at = (from, until) => ({ validFrom: new Date(now + from), validUntil: new Date(now + until) });
    const { id } = await client.createRoom();
    await refusal(client.updateRoom(id, at(-60 * MINUTE, -5 * MINUTE)), invalidDates("ValidUntil"));
    await refusal(client.updateRoom(id, at(0, 200 * DAY)), invalidDates("ValidUntil"));
    const invalid = { status: 400, code: "BadRequest", message: "Invalid room ID." };
    await refusal(client.updateRoom("non-existingroomId", validity(1)), invalid);
    await refusal(client.updateRoom(UNKNOWN_ROOM, validity(1)), { status: 404, code: "NotFound" });
  },

  async "updateRoom refused: one date without the other"({ client }) {
    const { id } = await client.createRoom();
    await rejection(client.updateRoom(id, { validFrom: new Date() }), "validFrom alone");
    await rejection(client.updateRoom(id, { validUntil: new Date(Date.now() + DAY) }), "validUntil alone");
  },

  async "deleteRoom, then nothing finds the room"({ client }) {
    const { id } = await client.createRoom({ participants: [{ id: user(1) }] });
    equal(await client.deleteRoom(id), undefined, "result");
    const gone = { status: 404, code: "NotFound" };
    await refusal(client.getRoom(id), gone);
    await refusal(client.updateRoom(id, validity(1)), gone);
    await refusal(all(client.listParticipants(id)), gone);
    await refusal(client.addOrUpdateParticipants(id, [{ id: user(2) }]), gone);
    truly(!(await all(client.listRooms())).some((room) => room.id === id), "it is not listed");
  },

  async "deleteRoom refused"({ client }) {
    await refusal(client.deleteRoom("123"), { status: 400, code: "BadRequest", message: "Invalid room ID length." });
    await refusal(client.deleteRoom(UNKNOWN_ROOM), { status: 404, code: "NotFound" });
  },

  async "addOrUpdateParticipants adds at the end and changes in place"({ client }) {
    const participants = [{ id: user(1), role: "Presenter" }, { id: user(3), role: "Consumer" }, { id: user(4) }];
    const { id } = await client.createRoom({ participants });
    const changes = [{ id: user(1), role: "Consumer" }, { id: user(2), role: "Collaborator" }];
    equal(await client.addOrUpdateParticipants(id, changes), undefined, "result");
    equal(await roles(client, id), ["1 Consumer", "3 Consumer", "4 Attendee", "2 Collaborator"], "participants");
  },

  async "addOrUpdateParticipants without a role makes an Attendee, also of a Presenter"({ client }) {
    const participants = [{ id: user(1), role: "Presenter" }, { id: user(2), role: "Presenter" }];
    const { id } = await client.createRoom({ participants });
    await client.addOrUpdateParticipants(id, [{ id: user(1) }, { id: user(2), role: null }, { id: user(3) }]);
    equal(await roles(client, id), ["1 Attendee", "2 Attendee", "3 Attendee"], "participants");
  },

  async "addOrUpdateParticipants refused"({ client }) {
    const { id } = await client.createRoom();
    const bad = "8:bad:identifier";
    await refusal(client.addOrUpdateParticipants(id, [{ id: { communicationUserId: bad } }]), {
      status: 400,
      code: "BadRequest",
      message: `Communication identifier ${bad} is not supported.`,
    });
    const error = await rejection(client.addOrUpdateParticipants(id, [{ id: user(1), role: "Kafka" }]), "role Kafka");
    equal(error.statusCode, undefined, "statusCode");
    equal(await roles(client, id), [], "participants");
  },

  async "removeParticipants removes, and someone absent is no error"({ client }) {
    const { id } = await client.createRoom({ participants: [1, 2, 3].map((n) => ({ id: user(n) })) });
    equal(await client.removeParticipants(id, [user(2), user(9)]), undefined, "result");
    equal(await roles(client, id), ["1 Attendee", "3 Attendee"], "participants");
    await client.removeParticipants(id, [user(1), user(3)]);
    equal(await roles(client, id), [], "participants");
  },

  async "350 participants, created, listed, removed"({ client }) {
    const users = Array.from({ length: 350 }, (_, n) => user(n));
    const { id } = await client.createRoom({ participants: users.map((id) => ({ id })) });
    equal((await roles(client, id)).length, 350, "number of participants");
    await client.removeParticipants(id, users.slice(1));
    equal(await roles(client, id), ["0 Attendee"], "participants");
  },

  async "listRooms goes through several pages, newest first"({ client }) {
    const created = [];
    while (created.length < 70) {
      const batch = await Promise.all(Array.from({ length: 10 }, () => client.createRoom()));
      created.push(...batch.map((room) => room.id));
    }
    const pages = await all(client.listRooms().byPage());
    truly(pages.length > 2, `several pages, not ${pages.length}`);
    const rooms = pages.flat();
    rooms.forEach(isRoom);
    const ids = new Set(rooms.map((room) => room.id));
    equal(ids.size, rooms.length, "number of different rooms");
    equal(created.filter((id) => !ids.has(id)), [], "rooms that are not listed");
    const sorted = rooms.every((room, n) => n === 0 || rooms[n - 1].createdOn >= room.createdOn);
    truly(sorted, "newest first");
    equal((await all(client.listRooms())).map((room) => room.id), rooms.map((room) => room.id), "element by element");
  },

  async "lists are lazy iterators with next()"({ client }) {
    const { id } = await client.createRoom();
    const rooms = client.listRooms();
    equal(rooms[Symbol.asyncIterator]() !== undefined, true, "an async iterator");
    const first = await rooms.next();
    equal([first.done, first.value.id], [false, id], "the newest room");
    const participants = client.listParticipants(id);
    equal((await participants.next()).done, true, "no participants");
  },

  async "listParticipants gives pages"({ client }) {
    const { id } = await client.createRoom({ participants: [1, 2, 3].map((n) => ({ id: user(n) })) });
    const pages = await all(client.listParticipants(id).byPage());
    equal(pages.flat().map((p) => p.id), [1, 2, 3].map((n) => ({ kind: "communicationUser", ...user(n) })), "ids");
  },

  async "byPage refuses maxPageSize"({ client }) {
    const error = await rejection(client.listRooms().byPage({ maxPageSize: 5 }).next(), "maxPageSize");
    equal(error.message, "maxPageSize is not supported by this operation.", "message");
  },

  async "an aborted signal rejects with AbortError"({ client }) {
    const controller = new AbortController();
    controller.abort();
    const error = await rejection(client.createRoom({ abortSignal: controller.signal }), "aborted");
    equal(error.name, "AbortError", "name");
  },

  async "a wrong key is refused with 401"({ RoomsClient, connectionString, options }) {
    const wrong = connectionString.replace(/accesskey=.*/i, "accesskey=d3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmc=");
    truly(wrong !== connectionString, "the key was replaced");
    await refusal(new RoomsClient(wrong, options).listRooms().next(), { status: 401 });
  },

  async "an endpoint and a key credential"({ RoomsClient, connectionString, options }) {
    const [, endpoint, key] = /endpoint=(.*);accesskey=(.*)/i.exec(connectionString);
    isRoom(await new RoomsClient(endpoint, { key }, options).createRoom());
  },
};
