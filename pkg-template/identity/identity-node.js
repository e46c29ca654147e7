// Node's `import`, over the client that Node loads.
import { RoomsClient } from "./client-node.js";
import { oneInstance } from "./node-instance.js";
import { identityOver } from "./identity.js";

export const { CommunicationIdentityClient } = oneInstance("identity", () => ({ CommunicationIdentityClient: identityOver(RoomsClient) }));
