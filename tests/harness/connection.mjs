// Requests one after the other on a connection that is kept, as browsers and clients keep theirs.

import { Agent, request } from "node:http";

/** Long enough for a busy machine, and shorter than what would tell a caller that the connection is dead. */
const PATIENCE_MS = 20_000;

/**
 * One connection to a port of loopback. `ask` resolves to an answer, whole; a new connection is made only when the
 * server closed the last one.
 */
export function keptConnection(port) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const sockets = new Set();
  const ask = (method, path, headers = {}, body = undefined) =>
    new Promise((resolve, reject) => {
      const outgoing = request({ agent, host: "127.0.0.1", port, method, path, headers, timeout: PATIENCE_MS });
      outgoing.on("socket", (socket) => sockets.add(socket));
      outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer to ${method} ${path} within ${PATIENCE_MS} ms`)));
      outgoing.on("response", async (incoming) => {
        try {
          let text = "";
          for await (const chunk of incoming) text += chunk;
          resolve({ status: incoming.statusCode, headers: incoming.headers, text });
        } catch (error) {
          reject(error);
        }
      });
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  return { ask, count: () => sockets.size, close: () => agent.destroy() };
}
