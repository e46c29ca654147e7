// The public names, and what makes them ready. The loaders beside this file differ only in where the wasm comes from.
import { initSync as loadSync, RoomsEmulator } from "./emulator-glue.js";
import { freeByRelease } from "./release.js";

export { openBrowserJournal } from "./emulator-browser-journal.js";
export { connectEmulator } from "./emulator-remote.js";
export { RoomsEmulator };

/** Makes the module ready from bytes or a compiled module. */
export function initSync(module) {
  loadSync({ module });
  freeByRelease(RoomsEmulator);
}
