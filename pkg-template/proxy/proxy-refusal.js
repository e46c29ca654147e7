// How the proxy says no.

/** Ends a request with this answer. What it says is for the caller, so it names nothing that the caller did not send. */
export class Refusal extends Error {
  constructor(status, code, message, headers = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  /** In the form in which the service writes errors, so that clients read it as they read those. */
  toResponse(headers) {
    const body = JSON.stringify({ error: { code: this.code, message: this.message } });
    return answer(this.status, { "content-type": "application/json", ...this.headers, ...headers }, body);
  }
}

/** Statuses that a Response may have no body with. */
const WITHOUT_BODY = [204, 205, 304];

/** A Response that nobody keeps, and that no browser takes for a page. */
export function answer(status, headers, body) {
  return new Response(WITHOUT_BODY.includes(status) ? null : body, {
    status,
    headers: { "cache-control": "no-store", "x-content-type-options": "nosniff", ...headers },
  });
}
