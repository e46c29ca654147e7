// Cloudflare Workers: the runtime compiles the wasm, and forbids compiling it from bytes.
import wasm from "./emulator.wasm";
import { initSync } from "./emulator-glue.js";

initSync({ module: wasm });

export { RoomsEmulator } from "./emulator-glue.js";
export { openBrowserJournal } from "./emulator-browser-journal.js";
