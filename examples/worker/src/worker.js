// The key stays here: the page speaks to /api/rooms-proxy, and this Worker signs. Everything else is a static asset.
import { createRoomsProxy } from "acs-rooms/proxy";

const hash = async (text) => String(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));

/** In place of your own sessions: everybody who has the token may do everything. */
async function isAdmin({ headers }, { ADMIN_TOKEN }) {
  if (!ADMIN_TOKEN) return false;
  // Hashes are compared, so that the time it takes tells nothing.
  return (await hash(headers.get("authorization"))) === (await hash(`Bearer ${ADMIN_TOKEN}`));
}

let proxy;

export default {
  fetch(request, env) {
    proxy ??= createRoomsProxy({
      connectionString: env.ACS_CONNECTION_STRING,
      basePath: "/api/rooms-proxy",
      authorize: (request) => isAdmin(request, env),
      onError: (error) => console.error(error),
    });
    return proxy(request);
  },
};
