// Node's `require`, over the client that Node loads.
const { RoomsClient } = require("./client-node.cjs");
const { oneInstance } = require("./node-instance.js");
const { identityOver } = require("./identity.js");

module.exports = oneInstance("identity", () => ({ CommunicationIdentityClient: identityOver(RoomsClient) }));
