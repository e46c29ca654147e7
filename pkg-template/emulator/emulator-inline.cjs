// `require` where Node's entry is not taken, as client-inline.cjs.
const { initSync, ...names } = require("./emulator-public.js");

initSync(require("./emulator-bytes.cjs").wasmBytes());

module.exports = names;
