const hash = async (text) => String(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));

/** In place of your own sessions: everybody who has the token may do everything. */
export async function isAdmin({ headers }) {
  const token = process.env.ADMIN_TOKEN;
  // Hashes are compared, so that the time it takes tells nothing.
  return Boolean(token) && (await hash(headers.get("authorization"))) === (await hash(`Bearer ${token}`));
}
