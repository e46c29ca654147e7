// Node's `require`, as client-node.js.
const names = require("./names.js");
const { oneInstance, wasmFrom } = require("./node-instance.js");
const { initSync } = require("./public.js");

// A bundle may be an ES module, which has no `require` for what is not in it.
const readFile = () => require("node:fs").readFileSync(require("node:path").join(__dirname, "client.wasm"));

module.exports = oneInstance("client", () => {
  initSync(wasmFrom(readFile, WASM_SIZE, () => require("./client-bytes.cjs").wasmBytes()));
  return { ...names };
});
