/**
 * The content security policy of the page: everything from its own origin, no inline script or style, no eval.
 * The server sends it as a header; the build puts a copy into index.html for plain static hosts.
 */
const directives = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
];

/** For the `<meta>` element, which may not carry `frame-ancestors`. */
export const META_POLICY = directives.join('; ');

/** For the `Content-Security-Policy` header. */
export const HEADER_POLICY = [...directives, "frame-ancestors 'none'"].join('; ');
