// Browsers, Deno and bundlers: over the client whose wasm is in the JavaScript.
import { RoomsClient } from "./client-inline.js";
import { identityOver } from "./identity.js";

export const CommunicationIdentityClient = identityOver(RoomsClient);
