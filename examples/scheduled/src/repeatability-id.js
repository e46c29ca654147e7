/** The namespace for names that are URLs, of RFC 4122. */
const URLS = Uint8Array.from([0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8]);

/** The UUID of a URL (version 5): the same URL has the same UUID, on every machine. */
export async function uuidOfUrl(url) {
  const name = new TextEncoder().encode(url);
  const text = new Uint8Array(URLS.length + name.length);
  text.set(URLS);
  text.set(name, URLS.length);
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-1", text)).subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x50;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
