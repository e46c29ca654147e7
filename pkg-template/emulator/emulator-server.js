// The emulator over HTTP, on Node. The target and the Host header reach it as they came: clients signed those.
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { isIPv6 } from "node:net";

import { controlAnswer, refusal } from "./emulator-control.js";
import { openFileJournal } from "./emulator-journal.js";
import { RoomsEmulator } from "./emulator-node.js";

/** A state that is imported may be larger than a request of the API. */
const MAX_STATE_IN_BYTES = 64 * 1024 * 1024;
/** How long a stop waits for requests under way. */
const STOP_AFTER_MS = 1000;

/**
 * Starts listening.
 * @param {object} settings
 * @param {string} settings.host
 * @param {number} settings.port - 0 takes any that is free
 * @param {{ cert: Buffer, key: Buffer }} [settings.tls] - serves https: with this certificate
 * @param {string} [settings.data] - file to keep rooms in
 * @param {boolean} [settings.control] - answer the control paths
 * @param {object} [settings.options] - of the emulator
 * @param {(line: string) => void} [settings.log] - gets a line for every request
 * @param {(text: string) => void} [settings.warn] - gets what is not as it should be
 * @returns {Promise<{ emulator: RoomsEmulator, stop: () => Promise<void> }>}
 */
export async function startEmulatorServer({ host, port, tls, data, control = false, options = {}, log = () => {}, warn = () => {} }) {
  const scheme = tls === undefined ? "http" : "https";
  let emulator;
  async function serve(request, response) {
    const begin = performance.now();
    const path = request.url.split("?", 1)[0];
    response.on("close", () => {
      const status = response.writableFinished ? response.statusCode : "broken off";
      log(`${request.method} ${path} ${status} ${Math.round(performance.now() - begin)} ms`);
    });
    let result;
    try {
      const isControl = path.startsWith("/_emulator/");
      const limit = isControl && control ? MAX_STATE_IN_BYTES : emulator.maxBodyInBytes;
      const body = await read(request, limit);
      if (!isControl) result = emulator.handle(asItCame(request, scheme, body));
      else if (body.length > limit) result = refusal(413, "BodyTooLarge", `The body is longer than ${limit} bytes.`);
      else result = controlAnswer(emulator, request, path, body, control);
    } catch (error) {
      if (!request.complete) return response.destroy(); // The client went away.
      warn(`${request.method} ${path}: ${error.message}`);
      result = refusal(500, "EmulatorFailed", "The emulator could not do it, and did not. Its output tells why.");
    }
    if (response.socket !== null) deliver(result, response);
  }

  const listener = (request, response) => void serve(request, response);
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  let journal;
  try {
    journal = data === undefined ? undefined : openFileJournal(data, warn);
    emulator = new RoomsEmulator({
      ...options,
      endpoint: `${scheme}://${reachable(host)}:${server.address().port}/`,
      journal,
    });
  } catch (error) {
    server.close();
    journal?.close();
    throw error;
  }
  // A connection that could not be taken does not end the server.
  server.on("error", (error) => warn(error.message));
  const stop = async () => {
    await close(server);
    journal?.close();
  };
  return { emulator, stop };
}

function asItCame(request, scheme, body) {
  const headers = [];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    headers.push([request.rawHeaders[i], request.rawHeaders[i + 1]]);
  }
  return { method: request.method, target: request.url, scheme, headers, body };
}

/** Of a body that is too long only so much is kept that the emulator sees it is. */
async function read(request, limit) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    if (length <= limit) chunks.push(chunk);
    length += chunk.length;
  }
  return Buffer.concat(chunks).subarray(0, limit + 1);
}

function deliver({ status, headers, body, delivery }, response) {
  response.sendDate = false;
  const half = body.subarray(0, body.length >> 1);
  const head = () => response.writeHead(status, headers.flat());
  const cut = () => response.writeHead(status, [...headers, ["Content-Length", String(body.length)]].flat());
  switch (delivery.kind) {
    case "reset":
      if (response.socket.encrypted) response.socket.destroy();
      else response.socket.resetAndDestroy();
      break;
    case "truncated":
      cut();
      if (half.length === 0) response.socket.destroy();
      else response.write(half, () => response.socket?.destroy());
      break;
    case "slowHeaders":
      later(() => head().end(body), delivery.delayInMs);
      break;
    case "slowBody":
      cut();
      response.write(half);
      later(() => response.end(body.subarray(half.length)), delivery.delayInMs);
      break;
    default:
      head().end(body);
  }
}

/** A wait that does not keep a stopped emulator from ending. */
function later(action, ms) {
  setTimeout(action, ms).unref();
}

async function close(server) {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), STOP_AFTER_MS);
  await closed;
  clearTimeout(timer);
}

/** A name under which this machine reaches the server. */
function reachable(host) {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return isIPv6(host) ? `[${host}]` : host;
}
