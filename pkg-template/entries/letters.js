// The wasm in a script: xtask/src/package/letters.rs writes what is read here.

/** So many bytes out of the text. `singles` has a bit for each byte value that is one letter of it; the others are two. */
export function bytesOf(size, singles, text) {
  const isSingle = (byte) => (parseInt(singles[byte >> 2], 16) >> (byte & 3)) & 1;
  const all = [...Array(256).keys()];
  const values = all.filter(isSingle);
  // The letters that no single byte has begin a pair.
  const lead = values.length;
  values.push(...all.filter((byte) => !isSingle(byte)));
  // The letters are those from # to ~, but not the backslash.
  const number = new Uint8Array(127);
  let letters = 0;
  for (let code = 35; code < 127; code++) if (code !== 92) number[code] = letters++;
  const bytes = new Uint8Array(size);
  for (let n = 0, at = 0; n < size; n++) {
    let value = number[text.charCodeAt(at++)];
    if (value >= lead) value = lead + (value - lead) * letters + number[text.charCodeAt(at++)];
    bytes[n] = values[value];
  }
  return bytes;
}
