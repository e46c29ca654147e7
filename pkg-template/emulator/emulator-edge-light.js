// Vercel's edge runtime: as in Workers, with `?module`.
import wasm from "./emulator.wasm?module";
import { initSync } from "./emulator-public.js";

// Next.js compiles it in another realm, where its class is not ours.
if (!(wasm instanceof WebAssembly.Module)) Object.setPrototypeOf(wasm, WebAssembly.Module.prototype);
initSync(wasm);

export { connectEmulator, openBrowserJournal, RoomsEmulator } from "./emulator-public.js";
