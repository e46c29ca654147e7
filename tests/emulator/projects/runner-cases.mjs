// What a test of somebody's own code does with the emulator, in whatever runner: no port, no waiting.

function equal(actual, expected) {
  if (actual !== expected) throw new Error(`${actual} is not ${expected}`);
}

/**
 * The cases by name, each with emulators of its own.
 * @param load - imports the client and the emulator
 */
export function cases(load) {
  let RoomsClient;
  let RoomsEmulator;
  const start = (options) => {
    const emulator = new RoomsEmulator(options);
    const client = new RoomsClient(emulator.connectionString, { fetch: emulator.fetch, retryOptions: { retryDelayInMs: 1, maxRetries: 2 } });
    return { emulator, client };
  };
  const count = async (client) => {
    let rooms = 0;
    for await (const _ of client.listRooms()) rooms += 1;
    return rooms;
  };
  return {
    async "is ready in a few milliseconds"() {
      const begin = performance.now();
      [{ RoomsClient }, { RoomsEmulator }] = await load();
      const before = performance.now();
      const { client } = start();
      const ready = performance.now();
      await client.createRoom();
      const ms = (from, to) => (to - from).toFixed(1);
      const first = performance.now();
      for (let i = 0; i < 100; i++) start();
      const another = (performance.now() - first) / 100;
      console.log(`figure: import of client and emulator ${ms(begin, before)} ms, new emulator and client ${ms(before, ready)} ms, first room ${ms(ready, first)} ms, one more of both ${another.toFixed(2)} ms`);
      // Machines stall; a port or a process would take hundreds.
      if (ready - before > 100) throw new Error(`not ready after ${ms(before, ready)} ms`);
    },
    async "a room's life"() {
      const { client } = start();
      const { id } = await client.createRoom({ participants: [{ id: { communicationUserId: "8:acs:11111111-2222-4333-8444-555555555555_00000000-0000-4000-8000-00000000000a" }, role: "Presenter" }] });
      await client.updateRoom(id, { pstnDialOutEnabled: true });
      equal((await client.getRoom(id)).pstnDialOutEnabled, true);
      await client.deleteRoom(id);
      equal(await client.getRoom(id).then(() => 200, (error) => error.statusCode), 404);
    },
    async "parallel instances are independent"() {
      const all = await Promise.all(Array.from({ length: 10 }, async (_, index) => {
        const { client } = start();
        await Promise.all(Array.from({ length: index }, () => client.createRoom()));
        return count(client);
      }));
      equal(all.join(), "0,1,2,3,4,5,6,7,8,9");
    },
    async "faults, requests and time"() {
      const { emulator, client } = start();
      emulator.injectFault({ kind: "resetAfterCommit", method: "POST" });
      await client.createRoom({ validUntil: new Date(Date.now() + 60_000) });
      equal(emulator.requests().map((request) => request.method).join(), "POST,POST");
      equal(await count(client), 1);
      emulator.advanceTime(61_000);
      equal(await count(client), 0);
    },
    async "reset between tests"() {
      const { emulator, client } = start({ fullPages: true });
      await client.createRoom();
      emulator.reset();
      equal(await count(client), 0);
    },
  };
}
