// Which pages may use the proxy: those of its own origin, and those of origins that were named.

import { RESPONSE_HEADERS } from "./proxy-answer.js";
import { answer, Refusal } from "./proxy-refusal.js";
import { REQUEST_HEADERS } from "./proxy-request.js";

/** Reads the option `cors`. */
export function readCors(cors) {
  const { origins = [], credentials = false, headers = [], maxAgeInSeconds = 600 } = cors ?? {};
  if (!Array.isArray(origins)) throw new TypeError("cors.origins must be an array of origins");
  for (const origin of origins) {
    if (!isOrigin(origin)) throw new TypeError('cors.origins must be origins such as "https://app.example": no path, no "*" and no "null"');
  }
  if (typeof credentials !== "boolean") throw new TypeError("cors.credentials must be true or false");
  if (!Array.isArray(headers) || !headers.every((name) => /^[\w-]+$/.test(name))) {
    throw new TypeError("cors.headers must be an array of names of headers");
  }
  if (!Number.isInteger(maxAgeInSeconds) || maxAgeInSeconds < 0) {
    throw new RangeError("cors.maxAgeInSeconds must be a whole number of seconds");
  }
  return { origins, credentials, headers, maxAgeInSeconds };
}

function isOrigin(text) {
  try {
    return /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
  } catch {
    return false;
  }
}

/** The headers that let the page of a named origin read an answer. */
export function corsHeaders(origin, cors) {
  if (cors.origins.length === 0) return {};
  if (!cors.origins.includes(origin)) return { vary: "Origin" };
  return {
    vary: "Origin",
    "access-control-allow-origin": origin,
    "access-control-expose-headers": RESPONSE_HEADERS.join(", "),
    ...(cors.credentials && { "access-control-allow-credentials": "true" }),
  };
}

/**
 * Refuses what a page of another site sends, with or without the visitor's knowledge. Programs send neither of the two
 * headers; a page cannot leave them out.
 */
export function refuseForeign(headers, url, cors) {
  const origin = headers.get("origin");
  if (cors.origins.includes(origin)) return;
  const site = headers.get("sec-fetch-site");
  // Behind a server that ends TLS, the scheme that arrives here is not the page's.
  const isOwn = origin === null || origin === url.origin || (site === "same-origin" && origin.replace(/^https?:\/\//, "") === url.host);
  const isOwnSite = site === null || site === "same-origin" || (site === "none" && origin === null);
  if (isOwn && isOwnSite) return;
  const page = isOrigin(origin) ? `This one is of a page of ${origin}, and was sent to ${url.origin}` : "This one was caused by another site";
  throw new Refusal(
    403,
    "CrossSiteRequest",
    `The proxy takes no requests from pages of other origins. ${page}. If that page is yours, see that what stands before the proxy leaves the Host header as it is (no changeOrigin), or name the page's origin in cors.origins.`,
  );
}

/** Answers the question that a browser asks before a page's request to another origin. */
export function preflight({ headers }, route, cors) {
  const isAsked = cors.origins.includes(headers.get("origin")) && headers.has("access-control-request-method");
  const methods = Object.keys(route.methods).join(", ");
  if (!isAsked) throw new Refusal(405, "UnknownMethod", "The proxy has no such method on this path.", { headers: { allow: methods } });
  return answer(204, {
    ...corsHeaders(headers.get("origin"), cors),
    "access-control-allow-methods": methods,
    "access-control-allow-headers": ["content-type", ...REQUEST_HEADERS, "authorization", ...cors.headers].join(", "),
    "access-control-max-age": String(cors.maxAgeInSeconds),
  });
}
