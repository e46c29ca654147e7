// `require` where Node's entry is not taken, over the client whose wasm is in the script.
const { RoomsClient } = require("./client-inline.cjs");
const { identityOver } = require("./identity.js");

exports.CommunicationIdentityClient = identityOver(RoomsClient);
