// What of the service's answer is passed on.

import { answer, Refusal } from "./proxy-refusal.js";
import { queryOf } from "./proxy-route.js";

/** `Location` is not among them: nothing of the API needs it. */
export const RESPONSE_HEADERS = [
  "api-supported-versions",
  "date",
  "ms-cv",
  "repeatability-result",
  "retry-after",
  "retry-after-ms",
  "x-ms-client-request-id",
  "x-ms-error-code",
  "x-ms-request-id",
  "x-ms-retry-after-ms",
];

const unreadable = (why) => new Refusal(502, "UpstreamUnreadable", `The service's answer ${why}.`);

/**
 * The answer for the caller.
 * @param upstream - `{ status, headers, bodyAsText, request }`, as the client tells of it
 * @param {{ route: object, operation: string, basePath: string, roomIds?: string[] }} asked
 */
export function passOn(upstream, asked, headers) {
  const { status } = upstream;
  // The service has no redirects; one would lead the caller, or what it sends, elsewhere.
  if (status < 200 || status > 599 || (status >= 300 && status < 400)) throw unreadable("is no answer of its API");
  const hide = hiding(upstream.request.url);
  const received = new Map(Object.entries(upstream.headers));
  const picked = {};
  for (const name of RESPONSE_HEADERS) {
    if (received.has(name)) picked[name] = hide(received.get(name));
  }
  const isJson = /^application\/([\w.-]+\+)?json\b/i.test(received.get("content-type") ?? "");
  // A gateway's page must not become a page of this origin.
  picked["content-type"] = isJson ? "application/json; charset=utf-8" : "text/plain; charset=utf-8";
  const isPage = status === 200 && asked.operation.startsWith("list");
  const body = isPage ? pageOf(upstream, asked) : upstream.bodyAsText;
  return answer(status, { ...picked, ...headers }, isJson ? hiddenInJson(body, hide) : hide(body));
}

/** Takes the host of the resource out of a text. Errors of the service name the URL that was asked for. */
function hiding(url) {
  const { hostname } = new URL(url);
  const host = `${hostname.replace(/[.[\]]/g, "\\$&")}(?::\\d+)?`;
  // A word is the resource's only in a URL.
  const pattern = new RegExp(/^[\w-]+$/.test(hostname) ? `(//)${host}(?![\\w.-])` : `()${host}`, "gi");
  return (text) => text.replace(pattern, "$1REDACTED");
}

/** The same in the texts of a JSON value: names, numbers and punctuation stay as they are. */
function hiddenInJson(text, hide) {
  let found = false;
  const hideIn = (_, value) => {
    if (typeof value !== "string") return value;
    const hidden = hide(value);
    found ||= hidden !== value;
    return hidden;
  };
  try {
    const value = JSON.parse(text, hideIn);
    return found ? JSON.stringify(value) : text;
  } catch {
    return hide(text);
  }
}

/** A page whose link leads to the proxy, with the rooms that may be seen. */
function pageOf({ bodyAsText, request }, { route, operation, basePath, roomIds }) {
  let page;
  try {
    page = JSON.parse(bodyAsText);
  } catch {
    throw unreadable("is not JSON");
  }
  if (!Array.isArray(page?.value)) throw unreadable("is not a page of a list");
  const { nextLink, ...rest } = page;
  if (operation === "listRooms" && roomIds !== undefined) rest.value = rest.value.filter((room) => roomIds.includes(room?.id));
  if (nextLink) rest.nextLink = basePath + linkOf(nextLink, request.url, route);
  return JSON.stringify(rest);
}

/** Path and query of a link, which must go on where it was given: at the same origin, in the same list. */
function linkOf(nextLink, from, route) {
  try {
    const link = new URL(nextLink);
    if (link.origin === new URL(from).origin && link.pathname === route.path && link.hash === "") {
      return route.path + queryOf(link.search, true);
    }
  } catch {
    // No URL, or a query that the proxy would refuse when it comes back.
  }
  throw unreadable("has a link to a next page that leads elsewhere");
}
