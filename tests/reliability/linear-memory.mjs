// Lets tests see the memory of the package's wasm instances. Import it before the package, with `await import()`.

const instances = [];
const { Instance } = WebAssembly;

WebAssembly.Instance = class extends Instance {
  constructor(module, imports) {
    super(module, imports);
    instances.push(this);
  }
};

/** Exports of the instance that has a class of that part: "client" or "emulator". */
export function exportsOf(part) {
  const name = part === "client" ? "roomsclient_new" : "roomsemulator_new";
  const found = instances.filter((instance) => name in instance.exports);
  if (found.length === 0) throw new Error(`no instance of the ${part} was made after this file was imported`);
  return found.at(-1).exports;
}

/** Its linear memory. */
export const memory = (part) => exportsOf(part).memory;
