// Browsers, Deno and bundlers: over the client whose wasm is in the JavaScript.
import { RoomsClient } from "./client-inline.js";
import { proxyOver } from "./proxy.js";

export const createRoomsProxy = proxyOver(RoomsClient);
