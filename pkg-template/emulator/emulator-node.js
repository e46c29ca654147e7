// Node's `import`, as client-node.js.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { wasmBytes } from "./emulator-bytes.js";
import * as emulator from "./emulator-public.js";
import { oneInstance, wasmFrom } from "./node-instance.js";

const readFile = () => readFileSync(join(dirname(fileURLToPath(import.meta.url)), "emulator.wasm"));

export const { connectEmulator, openBrowserJournal, RoomsEmulator } = oneInstance("emulator", () => {
  const { initSync, ...names } = emulator;
  initSync(wasmFrom(readFile, WASM_SIZE, wasmBytes));
  return names;
});
