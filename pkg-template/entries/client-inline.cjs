// `require` in bundlers for pages, and for resolvers without conditions: the wasm is in the script.
const names = require("./names.js");
const { initSync } = require("./public.js");

initSync(require("./client-bytes.cjs").wasmBytes());

module.exports = { ...names };
