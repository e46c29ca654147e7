// Lets tests see the memory of the package's wasm instances. Import it before the package, with `await import()`.

const instances = [];
const { Instance } = WebAssembly;

WebAssembly.Instance = class extends Instance {
  constructor(module, imports) {
    super(module, imports);
    instances.push(this);
  }
};

/** What the instance of a part, "client" or "emulator", exports of this kind. The client's names are shortened. */
export function exported(part, kind) {
  const ofPart = instances.filter(({ exports }) => "roomsemulator_new" in exports === (part === "emulator"));
  const found = Object.values(ofPart.at(-1)?.exports ?? {}).find((value) => value instanceof kind);
  if (!found) throw new Error(`no instance of the ${part} was made after this file was imported`);
  return found;
}

/** Its linear memory. */
export const memory = (part) => exported(part, WebAssembly.Memory);
