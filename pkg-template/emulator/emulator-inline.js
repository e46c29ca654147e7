// Browsers, Deno and bundlers: the wasm is in the JavaScript, so it loads at once and from anywhere.
import { wasmBytes } from "./emulator-bytes.js";
import { initSync } from "./emulator-public.js";

initSync(wasmBytes());

export { connectEmulator, openBrowserJournal, RoomsEmulator } from "./emulator-public.js";
