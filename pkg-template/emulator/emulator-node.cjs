// Node's `require`, as client-node.js.
const { initSync, ...names } = require("./emulator-public.js");
const { oneInstance, wasmFrom } = require("./node-instance.js");

const readFile = () => require("node:fs").readFileSync(require("node:path").join(__dirname, "emulator.wasm"));

module.exports = oneInstance("emulator", () => {
  initSync(wasmFrom(readFile, WASM_SIZE, () => require("./emulator-bytes.cjs").wasmBytes()));
  return names;
});
