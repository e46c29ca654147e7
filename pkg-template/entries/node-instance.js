// What Node's entries have in common: where the wasm comes from, and that there is one instance.

/**
 * The bytes of a wasm. Reading the file beside the script is the quickest way to start. In a bundle, where there is none,
 * or one that is not of this build, the letters are decoded.
 */
export function wasmFrom(readFile, size, decode) {
  try {
    const bytes = readFile();
    if (bytes.length === size) return bytes;
  } catch {
    // The letters are always there.
  }
  return decode();
}

/**
 * What an entry exports. Node loads one file for `import` and another for `require`; whichever comes first makes the
 * names, and the other finds them on the global object.
 */
export function oneInstance(entry, make) {
  return (globalThis[Symbol.for(`acs-rooms ${VERSION} ${entry}`)] ??= make());
}
