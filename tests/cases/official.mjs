// The official package's own test cases, by their names, re-created. Stricter than the originals, some of which
// would have passed when the service accepted what it should refuse.

import { DAY, MINUTE, all, equal, invalidDates, isRoom, refusal, roles, truly, user } from "./check.mjs";

/** A validity of some length that starts in some minutes. */
function range(startMinutes, length) {
  const validFrom = new Date(Date.now() + startMinutes * MINUTE);
  return { validFrom, validUntil: new Date(validFrom.getTime() + length) };
}

/** Creates a room, and checks that it is as it was asked for. */
async function create(client, options) {
  const room = await client.createRoom(options);
  isRoom(room);
  equal(room.pstnDialOutEnabled, options.pstnDialOutEnabled ?? false, "pstnDialOutEnabled");
  for (const field of ["validFrom", "validUntil"]) {
    if (options[field]) equal(room[field], options[field], field);
  }
  const expected = (options.participants ?? []).map((p, n) => `${n + 1} ${p.role ?? "Attendee"}`);
  equal(await roles(client, room.id), expected, "participants");
  return room;
}

const presenter = () => [{ id: user(1), role: "Presenter" }];

export const official = {
  "creates a room with no attributes": ({ client }) => create(client, {}),
  "creates a room with only participants attributes": ({ client }) => create(client, { participants: presenter() }),
  "creates a room with an invalid MRI attribute": ({ client }) =>
    refusal(client.createRoom({ participants: [{ id: { communicationUserId: "invalid MRI Values" } }, ...presenter()] }), {
      status: 400,
      message: "Invalid format for communication identifier.",
    }),
  "creates a room with only valid time range attributes": ({ client }) => create(client, range(0, 5 * MINUTE)),
  "creates a room with an expired validUntil": ({ client }) =>
    refusal(client.createRoom(range(0, -5 * MINUTE)), invalidDates("ValidUntil")),
  "creates a room with validUntil greater than 180 days from current date": ({ client }) =>
    refusal(client.createRoom(range(0, 200 * DAY)), invalidDates("ValidUntil")),
  "creates a room with only PSTN Dial-Out attribute": async ({ client }) => {
    await create(client, { pstnDialOutEnabled: true });
    await create(client, { pstnDialOutEnabled: false });
  },
  "creates a room with PSTN Dial-Out and valid time range": ({ client }) =>
    create(client, { ...range(0, 5 * MINUTE), pstnDialOutEnabled: true }),
  "creates a room with PSTN Dial-Out and Valid Participants": ({ client }) =>
    create(client, { participants: presenter(), pstnDialOutEnabled: true }),
  "creates a room with all optional attributes": ({ client }) =>
    create(client, { ...range(0, 5 * MINUTE), participants: presenter(), pstnDialOutEnabled: true }),
  "gets a valid room": async ({ client }) => {
    const room = await create(client, range(0, 5 * MINUTE));
    equal(await client.getRoom(room.id), room, "room");
  },
  "gets an invalid room": ({ client }) =>
    refusal(client.getRoom("non-existingroomId"), { status: 400, message: "Invalid room ID." }),
  "updates a room with a valid time range": async ({ client }) => {
    const room = await create(client, range(0, 5 * MINUTE));
    const moved = range(5, 5 * MINUTE);
    equal(await client.updateRoom(room.id, moved), { ...room, ...moved }, "room");
  },
  "updates a room with validUntil greater than 180 days from current date": async ({ client }) => {
    const { id } = await create(client, {});
    await refusal(client.updateRoom(id, range(0, 200 * DAY)), invalidDates("ValidUntil"));
  },
  "updates a room with an expired validUntil": async ({ client }) => {
    const { id } = await create(client, {});
    await refusal(client.updateRoom(id, range(0, -5 * MINUTE)), invalidDates("ValidUntil"));
  },
  "updates a room with an empty option": async ({ client }) => {
    const room = await create(client, {});
    equal(await client.updateRoom(room.id, {}), room, "room");
  },
  "updates a room with an invalid room id": ({ client }) =>
    refusal(client.updateRoom("non-existingroomId", range(0, 5 * MINUTE)), { status: 400, message: "Invalid room ID." }),
  "updates a room with PSTN Dial-Out": async ({ client }) => {
    const room = await create(client, range(0, 5 * MINUTE));
    for (const pstnDialOutEnabled of [true, false]) {
      equal(await client.updateRoom(room.id, { pstnDialOutEnabled }), { ...room, pstnDialOutEnabled }, "room");
    }
  },
  "updates a room with PSTN Dial-Out and valid time range": async ({ client }) => {
    const room = await create(client, {});
    const changes = { ...range(5, 5 * MINUTE), pstnDialOutEnabled: true };
    equal(await client.updateRoom(room.id, changes), { ...room, ...changes }, "room");
  },
  "lists rooms": async ({ client }) => {
    const { id } = await create(client, {});
    const [first] = await all(client.listRooms().byPage());
    first.forEach(isRoom);
    truly(first.some((room) => room.id === id), "the new room is on the first page");
  },
  "deletes a room": async ({ client }) => {
    const { id } = await create(client, {});
    await client.getRoom(id);
    await client.deleteRoom(id);
    await refusal(client.getRoom(id), { status: 404, code: "NotFound" });
  },

  "adds participants to the room": async ({ client }) => {
    const { id } = await create(client, {});
    await client.addOrUpdateParticipants(id, presenter());
    equal(await roles(client, id), ["1 Presenter"], "participants");
  },
  "adds participants to the room with null role": async ({ client }) => {
    const { id } = await create(client, {});
    await client.addOrUpdateParticipants(id, [{ id: user(1), role: null }]);
    equal(await roles(client, id), ["1 Attendee"], "participants");
  },
  "updates a participant with role not specified": async ({ client }) => {
    const { id } = await create(client, { participants: presenter() });
    await client.addOrUpdateParticipants(id, [{ id: user(1) }]);
    equal(await roles(client, id), ["1 Attendee"], "participants");
  },
  "adds collaborator participants to the room": async ({ client }) => {
    const { id } = await create(client, {});
    await client.addOrUpdateParticipants(id, [{ id: user(1), role: "Collaborator" }]);
    equal(await roles(client, id), ["1 Collaborator"], "participants");
  },
  "removes a participant who is not in the room": async ({ client }) => {
    const { id } = await create(client, {});
    await client.removeParticipants(id, [user(1)]);
    equal(await roles(client, id), [], "participants");
  },
  "removes participants in the room": async ({ client }) => {
    const { id } = await create(client, { participants: presenter() });
    await client.removeParticipants(id, [user(1)]);
    equal(await roles(client, id), [], "participants");
  },
};
