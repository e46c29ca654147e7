// The admin page behind a login. The key stays here: the page speaks to /api/rooms-proxy, and this Worker signs.
import { parseConnectionString } from "acs-rooms";
import { createRoomsProxy } from "acs-rooms/proxy";

const hash = async (text) => String(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));

/**
 * In place of your own sessions: everybody who has the token may do everything. A browser asks for it when it is
 * challenged, as a password with any user name; programs send it as a Bearer token.
 */
async function isAdmin({ headers }, { ADMIN_TOKEN }) {
  if (!ADMIN_TOKEN) return false;
  const [scheme, given = ""] = (headers.get("authorization") ?? "").split(" ");
  const token = scheme === "Basic" ? passwordOf(given) : scheme === "Bearer" ? given : "";
  // Hashes are compared, so that the time it takes tells nothing.
  return (await hash(token)) === (await hash(ADMIN_TOKEN));
}

function passwordOf(base64) {
  try {
    const text = new TextDecoder().decode(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
    return text.slice(text.indexOf(":") + 1);
  } catch {
    return "";
  }
}

/** What the page shows of the resource. On an emulator it is not dressed as production. */
function connection({ ACS_CONNECTION_STRING }) {
  const { endpoint } = parseConnectionString(ACS_CONNECTION_STRING);
  const isLocal = /^https?:\/\/(localhost|127\.0\.0\.1)(:|\/|$)/.test(endpoint);
  return { kind: "proxy", endpoint, environment: isLocal ? "emulator" : "production" };
}

let proxy;

export default {
  async fetch(request, env) {
    if (!(await isAdmin(request, env))) {
      const headers = { "www-authenticate": 'Basic realm="Rooms", charset="UTF-8"', "cache-control": "no-store" };
      return new Response("Sign in with the token.", { status: 401, headers });
    }
    const { pathname } = new URL(request.url);
    if (pathname === "/api/connection.json") return Response.json(connection(env), { headers: { "cache-control": "no-store" } });
    // The page, with the headers that its `_headers` asks for.
    if (!pathname.startsWith("/api/")) return env.ASSETS.fetch(request);
    proxy ??= createRoomsProxy({
      connectionString: env.ACS_CONNECTION_STRING,
      basePath: "/api/rooms-proxy",
      authorize: (request) => isAdmin(request, env),
      onError: (error) => console.error(error),
    });
    return proxy(request);
  },
};
