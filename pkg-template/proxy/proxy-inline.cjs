// `require` where Node's entry is not taken, over the client whose wasm is in the script.
const { RoomsClient } = require("./client-inline.cjs");
const { proxyOver } = require("./proxy.js");

exports.createRoomsProxy = proxyOver(RoomsClient);
