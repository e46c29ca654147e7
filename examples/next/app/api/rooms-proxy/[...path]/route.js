// The proxy of the page: it signs, and the access key stays here.
import { createRoomsProxy } from "acs-rooms/proxy";
import { isAdmin } from "../../../../lib/session.js";

let proxy;

function handle(request) {
  proxy ??= createRoomsProxy({
    connectionString: process.env.ACS_CONNECTION_STRING,
    basePath: "/api/rooms-proxy",
    authorize: isAdmin,
    onError: (error) => console.error(error),
  });
  return proxy(asAsked(request));
}

/**
 * The proxy compares the page's origin with the host that was asked. When Next.js is the server itself, that is in the
 * `Host` header only: `request.url` always has `localhost`.
 */
function asAsked(request) {
  const { pathname, search } = new URL(request.url);
  return new Request(`http://${request.headers.get("host")}${pathname}${search}`, request);
}

export { handle as GET, handle as POST, handle as PATCH, handle as DELETE };
