// Browsers, Deno and bundlers: the wasm is in the JavaScript, so it loads at once and from anywhere.
import { wasmBytes } from "./client-bytes.js";
import { initSync } from "./public.js";

initSync(wasmBytes());

export * from "./names.js";
