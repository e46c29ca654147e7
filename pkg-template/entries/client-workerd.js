// Cloudflare Workers: they compile wasm only at upload, from an import.
import wasm from "./client.wasm";
import { initSync } from "./public.js";

initSync(wasm);

export * from "./names.js";
