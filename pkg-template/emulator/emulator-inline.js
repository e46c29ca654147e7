// Browsers, Deno and bundlers: the wasm is in the JavaScript, so it loads at once and from anywhere.
import { wasmBytes } from "./emulator-bytes.js";
import { initSync } from "./emulator-glue.js";

initSync({ module: wasmBytes() });

export { RoomsEmulator } from "./emulator-glue.js";
export { openBrowserJournal } from "./emulator-browser-journal.js";
