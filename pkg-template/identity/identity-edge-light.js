// Vercel's edge runtime.
import { RoomsClient } from "./client-edge-light.js";
import { identityOver } from "./identity.js";

export const CommunicationIdentityClient = identityOver(RoomsClient);
