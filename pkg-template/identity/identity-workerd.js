// Cloudflare Workers.
import { RoomsClient } from "./client-workerd.js";
import { identityOver } from "./identity.js";

export const CommunicationIdentityClient = identityOver(RoomsClient);
