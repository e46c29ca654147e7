// A page that keeps its emulator's rooms, driven from outside through `globalThis.page`.
import { RoomsClient } from "acs-rooms";
import { RoomsEmulator, openBrowserJournal } from "acs-rooms/emulator";

let journal;
let emulator;
let client;

globalThis.page = {
  /** Resolves with the number of lines that were kept, or what went wrong. */
  async open(name) {
    try {
      journal = await openBrowserJournal(name);
    } catch (error) {
      return error.message;
    }
    emulator = new RoomsEmulator({ fullPages: true, journal });
    client = new RoomsClient(emulator.connectionString, { fetch: emulator.fetch, retryOptions: { maxRetries: 0 } });
    return journal.read().length;
  },
  close: () => journal.close(),
  create: async () => (await client.createRoom()).id,
  remove: (id) => client.deleteRoom(id),
  touch: (id) => client.updateRoom(id, { pstnDialOutEnabled: true }),
  reset: () => emulator.reset(),
  async list() {
    const ids = [];
    for await (const room of client.listRooms()) ids.push(room.id);
    return ids;
  },
  /** Four at once, for ever; each room is told as soon as it is answered. */
  storm() {
    for (let i = 0; i < 4; i++) {
      void (async () => {
        for (;;) globalThis.acknowledged(await globalThis.page.create());
      })();
    }
  },
  /** As if the disk were full: from now on the browser ends every transaction. */
  breakStorage() {
    const real = IDBObjectStore.prototype.add;
    IDBObjectStore.prototype.add = function add(...args) {
      real.apply(this, args);
      this.transaction.abort();
    };
    return () => {
      IDBObjectStore.prototype.add = real;
    };
  },
  async quotaExceeded() {
    const mend = globalThis.page.breakStorage();
    const outcome = async (action) => action().then(() => "done", (error) => error.code ?? error.name);
    const outcomes = [await outcome(() => globalThis.page.create())];
    mend();
    outcomes.push(await outcome(() => globalThis.page.create()), await outcome(() => globalThis.page.list()));
    await globalThis.page.reset();
    outcomes.push(await outcome(() => globalThis.page.create()));
    return outcomes;
  },
};
globalThis.outcome = "ready";
