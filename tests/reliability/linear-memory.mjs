// Lets tests see the memory of the package's wasm instances. Import it before the package, with `await import()`.

const instances = [];
const { Instance } = WebAssembly;

WebAssembly.Instance = class extends Instance {
  constructor(module, imports) {
    super(module, imports);
    instances.push(this);
  }
};

/** The linear memory of a part, "client" or "emulator". The client's names are shortened. */
export function memory(part) {
  const ofPart = instances.filter(({ exports }) => "roomsemulator_new" in exports === (part === "emulator"));
  const found = Object.values(ofPart.at(-1)?.exports ?? {}).find((value) => value instanceof WebAssembly.Memory);
  if (!found) throw new Error(`no instance of the ${part} was made after this file was imported`);
  return found;
}
