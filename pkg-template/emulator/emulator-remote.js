// The handle of an emulator that runs elsewhere, over its control paths: a test of a page, or of a program in another
// language, has the emulator in a process of its own.

/**
 * A handle of `acs-rooms emulator --control` at this address. Its methods are those of `RoomsEmulator`, each a promise.
 * @param {string | URL} endpoint - such as http://127.0.0.1:7080, or the connection string that the program printed
 */
export function connectEmulator(endpoint) {
  const base = baseOf(endpoint);

  async function ask(method, path, body) {
    const init = body === undefined ? { method } : { method, body: typeof body === "string" ? body : JSON.stringify(body) };
    let response;
    try {
      response = await fetch(`${base}_emulator/${path}`, init);
    } catch (cause) {
      throw new Error(`no emulator answers at ${base}: start it with npx acs-rooms emulator --control`, { cause });
    }
    const text = await response.text();
    if (!response.ok) throw new Error(messageOf(text) ?? `what answered ${response.status} at ${base} is no emulator`);
    return text;
  }
  const read = async (path) => JSON.parse(await ask("GET", path));
  const act = async (...asked) => void (await ask(...asked));

  return {
    endpoint: base,
    status: () => read("status"),
    users: () => read("users"),
    join: async (question) => JSON.parse(await ask("POST", "join", question)),
    requests: () => read("requests"),
    clearRequests: () => act("DELETE", "requests"),
    injectFault: (fault) => act("POST", "faults", fault),
    clearFaults: () => act("DELETE", "faults"),
    advanceTime: (ms) => act("POST", "time", { advanceInMs: ms }),
    regenerateKey: async (which) => JSON.parse(await ask("POST", "keys", { regenerate: which })).connectionString,
    exportState: () => ask("GET", "state"),
    importState: (state) => act("PUT", "state", String(state)),
    reset: () => act("POST", "reset"),
  };
}

function baseOf(given) {
  const [, endpoint = given] = /(?:^|;)\s*endpoint=([^;]*)/i.exec(given) ?? [];
  try {
    return new URL("/", endpoint).href;
  } catch {
    throw new TypeError("endpoint must be the address of an emulator, such as http://127.0.0.1:7080, or its connection string");
  }
}

/** What the emulator says is wrong, if it was the emulator. */
function messageOf(text) {
  try {
    return JSON.parse(text).error.message;
  } catch {}
}
