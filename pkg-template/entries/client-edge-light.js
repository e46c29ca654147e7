// Vercel's edge runtime: as in Workers, with `?module`.
import wasm from "./client.wasm?module";
import { initSync } from "./public.js";

// Next.js compiles it in another realm, where its class is not ours.
if (!(wasm instanceof WebAssembly.Module)) Object.setPrototypeOf(wasm, WebAssembly.Module.prototype);
initSync(wasm);

export * from "./names.js";
