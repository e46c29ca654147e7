// The public names, and what makes them ready. The loaders beside this file differ only in where the wasm comes from.
import { initSync as loadSync, RoomsEmulator } from "./emulator-glue.js";

export { openBrowserJournal } from "./emulator-browser-journal.js";
export { RoomsEmulator };

/** Makes the module ready from bytes or a compiled module. */
export function initSync(module) {
  loadSync({ module });
  // wasm-bindgen's own `free` must not be called twice, and leaves methods that fail without a word of explanation.
  RoomsEmulator.prototype.free = RoomsEmulator.prototype.release;
  if (Symbol.dispose) RoomsEmulator.prototype[Symbol.dispose] = RoomsEmulator.prototype.release;
}
