// Cloudflare Workers.
import { RoomsClient } from "./client-workerd.js";
import { proxyOver } from "./proxy.js";

export const createRoomsProxy = proxyOver(RoomsClient);
