// Answers of Node's server, whatever of the request's body has not been read. A connection must not wait for somebody
// to read it; and closed at once, a caller that is still sending may lose the answer.

/** How long the rest of a body may take to arrive, to be dropped. */
const REST_WITHIN_MS = 5_000;

/**
 * Sends an answer, and lets the rest of the request's body arrive.
 * @param {import("node:http").IncomingMessage} incoming
 * @param {import("node:http").ServerResponse} outgoing
 * @param {{ status: number, headers: Iterable<[string, string]>, body: Uint8Array | string }} answer
 */
export function sendAnswer(incoming, outgoing, { status, headers, body }) {
  if (outgoing.destroyed) return;
  outgoing.statusCode = status;
  for (const [name, value] of headers) {
    // Others who take part in the answer may have set these two.
    if (["set-cookie", "vary"].includes(name.toLowerCase())) outgoing.appendHeader(name, value);
    else outgoing.setHeader(name, value);
  }
  // In HTTP/2 an answer does not hold up what comes after it.
  if (incoming.complete || !hasBody(incoming) || incoming.httpVersionMajor >= 2) {
    outgoing.end(body);
    incoming.resume();
    return;
  }
  outgoing.setHeader("connection", "close");
  if (status !== 204 && status !== 304) outgoing.setHeader("content-length", Buffer.byteLength(body));
  outgoing.flushHeaders();
  outgoing.write(body);
  // The caller has all of it now. The end closes the connection.
  const end = () => {
    clearTimeout(timer);
    outgoing.end();
  };
  const timer = setTimeout(end, REST_WITHIN_MS).unref();
  incoming.once("end", end).once("error", end).once("close", end).resume();
}

function hasBody({ headers }) {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"]) > 0;
}
