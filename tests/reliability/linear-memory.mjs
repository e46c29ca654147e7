// Lets tests see the memory of the package's wasm instances. Import it before the package, with `await import()`.

const instances = [];
const { Instance } = WebAssembly;

WebAssembly.Instance = class extends Instance {
  constructor(module, imports) {
    super(module, imports);
    instances.push(this);
  }
};

// wasm-bindgen's glue makes `new Array(1024).fill(undefined)` for the references of the client's wasm to JavaScript's values.
const SLOTS = 1024;
const filled = [];
const { fill } = Array.prototype;
Array.prototype.fill = function (...args) {
  if (this.length === SLOTS && args[0] === undefined) filled.push(this);
  return fill.apply(this, args);
};

/** The linear memory of a part, "client" or "emulator". The client's names are shortened. */
export function memory(part) {
  const ofPart = instances.filter(({ exports }) => "roomsemulator_new" in exports === (part === "emulator"));
  const found = Object.values(ofPart.at(-1)?.exports ?? {}).find((value) => value instanceof WebAssembly.Memory);
  if (!found) throw new Error(`no instance of the ${part} was made after this file was imported`);
  return found;
}

/** The client's references to JavaScript's values: it grows when more are held at once than ever before. */
export function references() {
  if (filled.length !== 1) throw new Error(`${filled.length} arrays look like the client's references: see how its glue makes them now`);
  return filled[0];
}
