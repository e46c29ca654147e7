// wasm-bindgen's own `free` must not be called twice, and leaves methods that fail without a word of explanation.

/** Puts a class's `release` in the place of its `free`. */
export function freeByRelease({ prototype }) {
  prototype.free = prototype.release;
  if (Symbol.dispose) prototype[Symbol.dispose] = prototype.release;
}
