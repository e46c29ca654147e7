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
 * `Host` header only: `request.url` always has `localhost`. A header that is no host leaves that as it is.
 */
function asAsked(request) {
  const url = new URL(request.url);
  url.host = request.headers.get("host");
  return new Request(url, request);
}

export { handle as GET, handle as POST, handle as PATCH, handle as DELETE };
