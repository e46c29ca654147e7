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
const HEADER_POLICY = [...directives, "frame-ancestors 'none'"].join('; ');

/**
 * The headers that a server should send with the page, in the format of `_headers` files, which static hosts read
 * (Cloudflare, Netlify) and `acs-rooms admin` too.
 */
export const HEADERS_FILE = `/*
  Content-Security-Policy: ${HEADER_POLICY}
  Cross-Origin-Opener-Policy: same-origin
  Cross-Origin-Resource-Policy: same-origin
  Referrer-Policy: no-referrer
  X-Content-Type-Options: nosniff
  X-Frame-Options: DENY
  Cache-Control: no-cache
`;
