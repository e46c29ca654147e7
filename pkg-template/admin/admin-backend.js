// What the admin page works on: a resource, or an emulator in this process. The key stays here.
import { parseConnectionString } from "./client-node.js";
import { control } from "./emulator-control.js";
import { openFileJournal } from "./emulator-journal.js";
import { isLoopback } from "./emulator-loopback.js";
import { RoomsEmulator } from "./emulator-node.js";
import { createRoomsProxy } from "./proxy-node.js";

export const PROXY_PATH = "/api/rooms-proxy";

/** What the page may do with the emulator: not regenerate keys, which the proxy here holds. */
const CONTROLS = ["GET status", "POST time", "POST faults", "DELETE faults", "POST reset", "GET state", "PUT state"];

/**
 * @param {object} settings
 * @param {string} [settings.connectionString] - of the resource; without it, of an emulator in this process
 * @param {boolean} [settings.allowInsecureConnection] - to a resource with http: that is not on this machine
 * @param {string} [settings.data] - file in which the emulator keeps its rooms
 * @param {(text: string) => void} settings.warn - gets what is not as it should be
 * @returns `info`, which the page is told; `proxy`, a handler of Requests; `control`, of an emulator here; `close`
 */
export function openBackend({ connectionString, allowInsecureConnection, data, warn }) {
  const onError = (error) => warn(error.message);
  const authorize = () => true; // Whoever comes this far has shown the session.
  if (connectionString !== undefined) {
    // First, as it names what is wrong in a connection string.
    const proxy = createRoomsProxy({ connectionString, allowInsecureConnection, basePath: PROXY_PATH, authorize, onError });
    const given = parseConnectionString(connectionString).endpoint;
    // The client takes a host alone, too.
    const endpoint = new URL(given.includes("://") ? given : `https://${given}`);
    const environment = isLoopback(endpoint.hostname) ? "emulator" : "production";
    return { info: { kind: "proxy", endpoint: endpoint.href, environment }, proxy, close() {} };
  }
  const journal = data === undefined ? undefined : openFileJournal(data, warn);
  let emulator;
  try {
    emulator = new RoomsEmulator({ journal });
  } catch (error) {
    journal?.close();
    throw error;
  }
  return {
    info: { kind: "emulator", endpoint: emulator.endpoint, kept: data === undefined ? "memory" : "file" },
    // Faults of the emulator are no trouble of the proxy.
    proxy: createRoomsProxy({ connectionString: emulator.connectionString, fetch: emulator.fetch, basePath: PROXY_PATH, authorize }),
    control: (name, body) => (CONTROLS.includes(name) ? control(emulator, name, body) : undefined),
    close: () => journal?.close(),
  };
}
