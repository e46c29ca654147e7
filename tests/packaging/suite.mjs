// The one suite that every row runs: each operation against the emulator in the same process and over HTTP, what only
// this package has, and the proxy. Plain JavaScript that is given the package, so that `require` can give it too.

import { all, equal, isRoom, rejection, roles, runCases, truly, user } from "../cases/check.mjs";
import { script } from "../cases/script.mjs";

/** Cases that the official package does not pass, for one way of reaching the emulator. */
const own = {
  async "a list goes on where another one stopped"({ client }) {
    await Promise.all(Array.from({ length: 8 }, () => client.createRoom()));
    const ids = (await all(client.listRooms())).map((room) => room.id);
    const { value: first } = await client.listRooms().byPage().next();
    truly(first.length > 0 && first.length < ids.length, `the first of several pages, with ${first.length} rooms`);
    const rest = (await all(client.listRooms().byPage({ continuationToken: first.continuationToken }))).flat();
    equal([...first, ...rest].map((room) => room.id), ids, "rooms");
  },

  async "a refusal is a RestError that tells what happened"({ client, isRestError }) {
    const error = await rejection(client.getRoom("99999999999999999"), "an unknown room");
    equal([error.name, error.statusCode, error.code, isRestError(error)], ["RestError", 404, "NotFound", true], "error");
    truly(error.requestId?.length > 0, "it has a request id");
    equal(error.request.method, "GET", "method of the request");
    equal(error.response.status, 404, "status of the response");
  },

  async "a wrong argument is a TypeError that names it, and nothing is sent"({ RoomsClient, connectionString }) {
    const client = new RoomsClient(connectionString, { fetch: () => Promise.reject(new Error("it was sent")) });
    const error = await rejection(client.createRoom({ participants: [{ id: user(1) }, { id: {} }] }), "no identifier");
    equal(error.name, "TypeError", `name of ${error}`);
    truly(error.message.includes("participants[1]"), error.message);
  },

  async "a call is cancelled on its way"({ RoomsClient, connectionString }) {
    let sent;
    const underWay = new Promise((resolve) => {
      sent = resolve;
    });
    const client = new RoomsClient(connectionString, {
      fetch: (_, { signal }) => new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
        sent();
      }),
    });
    const controller = new AbortController();
    const call = rejection(client.getRoom("99999999999999999", { abortSignal: controller.signal }), "cancelled");
    await underWay;
    controller.abort();
    equal((await call).name, "AbortError", "name");
  },

  async "twenty calls at once"({ client }) {
    const rooms = await Promise.all(Array.from({ length: 20 }, (_, n) => client.createRoom({ participants: [{ id: user(n) }] })));
    equal(new Set(rooms.map((room) => room.id)).size, 20, "different rooms");
    const found = await Promise.all(rooms.map((room) => roles(client, room.id)));
    equal(found.flat(), rooms.map((_, n) => `${n} Attendee`), "participants");
  },

  async "a client is released more than once"({ RoomsClient, connectionString, options }) {
    const client = new RoomsClient(connectionString, options);
    isRoom(await client.createRoom());
    client.free();
    client.free();
  },
};

/** Cases of the other two entries. */
const entries = {
  async "the emulator loses an answer, and the call is repeated without a second room"({ RoomsClient, RoomsEmulator }) {
    const emulator = new RoomsEmulator();
    const client = new RoomsClient(emulator.connectionString, { fetch: emulator.fetch, retryOptions: { retryDelayInMs: 1 } });
    emulator.injectFault({ kind: "resetAfterCommit", method: "POST" });
    const { id } = await client.createRoom();
    equal((await all(client.listRooms())).map((room) => room.id), [id], "rooms");
    equal(emulator.requests().map((request) => request.method), ["POST", "POST", "GET"], "requests");
  },

  async "the proxy signs what it is allowed to, and refuses the rest"({ RoomsClient, RoomsEmulator, createRoomsProxy }) {
    const emulator = new RoomsEmulator();
    const proxy = createRoomsProxy({
      connectionString: emulator.connectionString,
      fetch: emulator.fetch,
      basePath: "/rooms",
      authorize: (_, { operation }) => operation !== "deleteRoom",
    });
    const fetch = (url, init) => proxy(new Request(url, init));
    const client = RoomsClient.throughProxy("https://app.example/rooms", { fetch });
    const room = await client.createRoom({ participants: [{ id: user(1), role: "Presenter" }] });
    await client.addOrUpdateParticipants(room.id, [{ id: user(2) }]);
    await client.removeParticipants(room.id, [user(1)]);
    equal(await roles(client, room.id), ["2 Attendee"], "participants");
    equal(await client.updateRoom(room.id, { pstnDialOutEnabled: true }), { ...room, pstnDialOutEnabled: true }, "changed");
    equal((await all(client.listRooms())).map(({ id }) => id), [room.id], "rooms");
    equal((await rejection(client.deleteRoom(room.id), "not allowed")).statusCode, 403, "status of a deletion");
    equal((await client.getRoom(room.id)).id, room.id, "it is still there");
  },
};

const operations = { ...script, ...own };
const WAYS = ["in the process", "over HTTP"];
const named = (way, cases) => Object.keys(cases).map((name) => `${way}: ${name}`);

/** The names of all results, in order. */
export const NAMES = [...WAYS.flatMap((way) => named(way, operations)), ...named("entries", entries)];

/**
 * Runs everything.
 * @param modules - the package's entries: `{ client, emulator, proxy }`
 * @param connectionString - of an emulator over HTTP that nobody else uses
 * @returns for each case `{ name, error }`; `error` is null when it passed
 */
export async function suite({ client, emulator, proxy }, connectionString) {
  const { RoomsClient, isRestError } = client;
  const { RoomsEmulator } = emulator;
  const { createRoomsProxy } = proxy;
  const inProcess = new RoomsEmulator();
  const results = [];
  const add = async (way, cases, context) => {
    for (const { name, error } of await runCases(cases, context)) results.push({ name: `${way}: ${name}`, error });
  };
  const local = { connectionString: inProcess.connectionString, options: { fetch: inProcess.fetch } };
  await add(WAYS[0], operations, { RoomsClient, isRestError, ...local });
  await add(WAYS[1], operations, { RoomsClient, isRestError, connectionString, options: {} });
  await add("entries", entries, { RoomsClient, RoomsEmulator, createRoomsProxy, ...local });
  return results;
}
