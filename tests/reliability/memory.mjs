// Runs one case and prints how large linear memory and the array of references are after each part of it.

import { memory, references } from "./linear-memory.mjs";

const { RoomsClient } = await import("acs-rooms");
const { all, user } = await import("./service.mjs");

const CALLS = 10_000;
const CLIENTS = 20_000;
const PARTS = 5;
const CONNECTION_STRING = "endpoint=https://contoso.communication.azure.com;accesskey=pw==";
const ROOM = { id: "99480215317774646", createdAt: "2025-02-19T07:29:27Z", validFrom: "2025-02-19T07:29:27Z", validUntil: "2025-08-18T07:29:27Z" };

const answer = async (url, init) => new Response(JSON.stringify({ ...ROOM, value: [ROOM] }), { status: init.method === "POST" ? 201 : 200 });
const refuse = async () => new Response(JSON.stringify({ error: { code: "NotFound", message: "There is none." } }), { status: 404 });
const noAnswer = async () => Promise.reject(new TypeError("fetch failed"));
const make = (options) => new RoomsClient(CONNECTION_STRING, { fetch: answer, ...options });
const everyone = Array.from({ length: 350 }, (_, n) => ({ id: user(n) }));
const kept = [];

/** Calls of a client that all cases have, and how often. */
const calls = (count, call, options) => ({ count, one: ((client) => () => call(client).catch(() => {}))(make(options)) });
const clients = (after, count = CLIENTS) => ({
  count,
  async one() {
    const client = make();
    await client.getRoom(ROOM.id);
    after(client);
  },
});
const once = { retryOptions: { maxRetries: 0 } };
const cases = {
  "one client, calls without options": () => calls(CALLS, (client) => client.getRoom(ROOM.id)),
  "one client, calls with a signal and a limit": () =>
    calls(CALLS, (client) => client.createRoom({ abortSignal: new AbortController().signal, requestOptions: { timeout: 10_000 } })),
  "one client, calls that are refused": () => calls(CALLS, (client) => client.getRoom(ROOM.id), { ...once, fetch: refuse }),
  "one client, calls that get no answer": () => calls(CALLS, (client) => client.getRoom(ROOM.id), { ...once, fetch: noAnswer }),
  "one client, bad arguments": () => calls(CALLS, (client) => client.getRoom("../x")),
  "one client, 350 participants": () => calls(1000, (client) => client.addOrUpdateParticipants(ROOM.id, everyone)),
  "clients that are freed": () => clients((client) => client.free()),
  "clients that are left to the collector": () => clients(() => {}),
  "clients that are kept": () => clients((client) => kept.push(client), 5000),
  lists: () => calls(3000, (client) => all(client.listRooms())),
};

/** What the collector finds is handed back in tasks of their own. */
async function collect() {
  for (let n = 0; n < 3; n += 1) {
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const { count, one } = cases[process.argv[2]]();
const sizes = { linearKiB: [], slots: [] };
for (let part = 0; part < PARTS; part += 1) {
  for (let n = 0; n < count / PARTS; n += 1) {
    await one();
    // A server's loop turns, too.
    if (n % 2000 === 1999) await collect();
  }
  await collect();
  sizes.linearKiB.push(memory("client").buffer.byteLength / 1024);
  sizes.slots.push(references().length);
}
console.log(JSON.stringify(sizes));
