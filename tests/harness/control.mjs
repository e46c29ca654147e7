// The emulator as a program of its own that lets requests go wrong.

import { createRequire } from "node:module";
import { join } from "node:path";
import { startEmulator } from "./emulator.mjs";

/** Starts the emulator of a folder in which the package is installed, with a client and the control paths. */
export async function startControlledEmulator(dir, args = []) {
  const emulator = await startEmulator(dir, ["--control", "--quiet", ...args]);
  const { RoomsClient } = createRequire(join(dir, "package.json"))("acs-rooms");
  const [, endpoint] = /endpoint=([^;]*)/.exec(emulator.connectionString);
  const control = async (method, path, body) => {
    const response = await fetch(`${endpoint}_emulator/${path}`, { method, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };
  return {
    ...emulator,
    client: new RoomsClient(emulator.connectionString),
    fault: (fault) => control("POST", "faults", fault),
    clearFaults: () => control("DELETE", "faults"),
    requests: () => control("GET", "requests"),
    reset: () => control("POST", "reset"),
    join: (question) => control("POST", "join", question),
    advanceTime: (advanceInMs) => control("POST", "time", { advanceInMs }),
  };
}
