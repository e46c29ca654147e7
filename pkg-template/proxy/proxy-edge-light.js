// Vercel's edge runtime.
import { RoomsClient } from "./client-edge-light.js";
import { proxyOver } from "./proxy.js";

export const createRoomsProxy = proxyOver(RoomsClient);
