// How the proxy says no.

/** Ends a request with this answer. What it says is for the caller, so it names nothing that the caller did not send. */
export class Refusal extends Error {
  /** @param {{ headers?: object, cause?: unknown }} [options] - `cause` is what callers are not told */
  constructor(status, code, message, options = {}) {
    super(message, options);
    this.status = status;
    this.code = code;
    this.headers = options.headers;
  }

  /** In the form in which the service writes errors, so that clients read it as they read those. */
  toResponse(headers) {
    const body = JSON.stringify({ error: { code: this.code, message: this.message } });
    return answer(this.status, { "content-type": "application/json", ...this.headers, ...headers }, body);
  }
}

/** For what is the proxy's own trouble. */
export const failed = (cause) => new Refusal(500, "ProxyFailed", "The proxy failed.", { cause });

/** For nobody: who asked is gone. */
export const abandoned = () => new Refusal(499, "RequestAborted", "The caller went away.");

/** Nobody keeps it, and no browser takes it for a page. */
export const NOT_KEPT = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** Statuses that a Response may have no body with. */
const WITHOUT_BODY = [204, 205, 304];

export function answer(status, headers, body) {
  return new Response(WITHOUT_BODY.includes(status) ? null : body, { status, headers: { ...NOT_KEPT, ...headers } });
}
