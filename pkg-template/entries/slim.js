// For those who load the wasm themselves: nothing works before `init` or `initSync`.
export * from "./names.js";
export { init, initSync } from "./public.js";
