// Cloudflare Workers: the runtime compiles the wasm, and forbids compiling it from bytes.
import wasm from "./emulator.wasm";
import { initSync } from "./emulator-public.js";

initSync(wasm);

export { connectEmulator, openBrowserJournal, RoomsEmulator } from "./emulator-public.js";
