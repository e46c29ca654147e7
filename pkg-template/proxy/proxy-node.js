// Node's `import`, over the client that Node loads.
import { RoomsClient } from "./client-node.js";
import { oneInstance } from "./node-instance.js";
import { proxyOver } from "./proxy.js";

export const { createRoomsProxy } = oneInstance("proxy", () => ({ createRoomsProxy: proxyOver(RoomsClient) }));
