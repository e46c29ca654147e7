// `require`, over the client that `require("acs-rooms")` gives.
const { RoomsClient } = require("./client-inline.cjs");
const { proxyOver } = require("./proxy.cjs");

exports.createRoomsProxy = proxyOver(RoomsClient);
