// The emulator as a program of its own that lets requests go wrong.

import { createRequire } from "node:module";
import { join } from "node:path";
import { startEmulator } from "./emulator.mjs";

/** Starts the emulator of a folder in which the package is installed, with a client, and with the package's own handle of it. */
export async function startControlledEmulator(dir, args = []) {
  const emulator = await startEmulator(dir, ["--control", "--quiet", ...args]);
  const load = createRequire(join(dir, "package.json"));
  const { RoomsClient } = load("acs-rooms");
  const { injectFault, clearFaults, requests, reset, join: judge, advanceTime } = load("acs-rooms/emulator").connectEmulator(emulator.connectionString);
  return { ...emulator, client: new RoomsClient(emulator.connectionString), fault: injectFault, clearFaults, requests, reset, join: judge, advanceTime };
}
