// Handlers of Requests in Node's own server.
import { Readable } from "node:stream";

/**
 * Makes a listener of `http.createServer` of a handler of Requests.
 * @param {(request: Request) => Promise<Response>} handle
 */
export function nodeListener(handle) {
  return async (incoming, outgoing) => {
    try {
      const gone = new AbortController();
      outgoing.on("close", () => gone.abort());
      const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
        method: incoming.method,
        headers: Object.entries(incoming.headersDistinct).flatMap(([name, values]) => values.map((value) => [name, value])),
        body: ["GET", "HEAD"].includes(incoming.method) ? undefined : Readable.toWeb(incoming),
        duplex: "half",
        signal: gone.signal,
      });
      const response = await handle(request);
      outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(Buffer.from(await response.arrayBuffer()));
    } catch {
      // A method, host or header that a Request cannot have.
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(400).end();
    }
  };
}
