// Keeps the emulator's changes in the browser: in IndexedDB, for one page or worker at a time.

const STORE = "changes";
/** How long a page that is being reloaded may hold on to the database. */
const PATIENCE_MS = 2000;

/**
 * Opens a journal of that name. Documented in emulator.d.ts.
 * @param {string} [name]
 */
export async function openBrowserJournal(name = "acs-rooms-emulator") {
  const { indexedDB } = globalThis;
  const locks = globalThis.navigator?.locks;
  if (indexedDB === undefined || locks === undefined) {
    throw new Error("openBrowserJournal needs IndexedDB and Web Locks: a page or worker of https: or localhost. In Node, use `npx acs-rooms emulator --data`.");
  }
  const unlock = await lock(locks, name);
  let database;
  let lines;
  try {
    database = await open(indexedDB, name);
    lines = await settled(database.transaction(STORE).objectStore(STORE).getAll());
  } catch (error) {
    database?.close();
    unlock();
    throw error;
  }

  /** Lines that go together in the next transaction. */
  let batch;
  /** The latest transaction. Once one has failed those after it fail too: they may build on what was lost. */
  let latest = Promise.resolve();

  function append(line) {
    if (batch === undefined) {
      const lines = [];
      batch = lines;
      latest = latest.then(() => {
        if (batch === lines) batch = undefined;
        return transact((store) => lines.forEach((line) => store.add(line)));
      });
    }
    batch.push(line);
    return latest;
  }

  function replace(lines) {
    batch = undefined;
    latest = latest
      .catch(() => {})
      .then(() =>
        transact((store) => {
          store.clear();
          lines.forEach((line) => store.add(line));
        }),
      );
    return latest;
  }

  function transact(action) {
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, "readwrite", { durability: "strict" });
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error("the browser ended the transaction"));
      action(transaction.objectStore(STORE));
    });
  }

  async function close() {
    await latest.catch(() => {});
    database.close();
    unlock();
  }

  return { read: () => lines, append, replace, close };
}

function lock(locks, name) {
  return new Promise((resolve, reject) => {
    const until = AbortSignal.timeout(PATIENCE_MS);
    locks
      .request(`acs-rooms-emulator:${name}`, { signal: until }, () => new Promise((unlock) => resolve(unlock)))
      .catch((error) => {
        // A browser may refuse for reasons of its own.
        if (!until.aborted) return reject(error);
        const text = `another page or worker uses the journal '${name}'. Close it, or give another name.`;
        reject(Object.assign(new Error(text), { code: "JOURNAL_IN_USE" }));
      });
  });
}

async function open(indexedDB, name) {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { autoIncrement: true });
  return settled(request);
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
