/**
 * The same names as `acs-rooms`, for those who load the wasm themselves (`acs-rooms/acs_rooms.wasm`), for example to
 * stream it. Nothing works before one of the two functions has run.
 *
 * @packageDocumentation
 */
import type { Request, Response, URL } from "./platform.js";

export * from "./index.js";

/** The bytes of the wasm. */
export type WasmBytes = ArrayBuffer | ArrayBufferView;

/** A `WebAssembly.Module`. Not every platform's types know that name, and those that do take anything for one. */
export type WasmModule = object;

/** Where the wasm may come from. */
export type WasmSource = string | URL | Request | Response | WasmBytes | WasmModule;

/** Loads the wasm; a failed load may be tried again. Streams when given a URL or a `Response` of type `application/wasm`. */
export declare function init(source: WasmSource | Promise<WasmSource>): Promise<void>;

/** Makes the client ready at once. */
export declare function initSync(module: WasmBytes | WasmModule): void;
