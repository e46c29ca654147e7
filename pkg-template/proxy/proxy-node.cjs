// Node's `require`, over the client that Node loads.
const { RoomsClient } = require("./client-node.cjs");
const { oneInstance } = require("./node-instance.js");
const { proxyOver } = require("./proxy.js");

module.exports = oneInstance("proxy", () => ({ createRoomsProxy: proxyOver(RoomsClient) }));
