// The emulator over HTTP, on Node. The target and the Host header reach it as they came: clients signed those.
import { createServer } from "node:http";
import { isIPv6 } from "node:net";

import { controlAnswer } from "./emulator-control.js";
import { fileJournal } from "./emulator-journal.js";
import { RoomsEmulator } from "./emulator-node.js";

/** How long a stop waits for requests under way. */
const STOP_AFTER_MS = 1000;

/**
 * Starts listening.
 * @param {object} settings
 * @param {string} settings.host
 * @param {number} settings.port - 0 takes any that is free
 * @param {string} [settings.data] - file to keep rooms in
 * @param {boolean} [settings.control] - answer the control paths
 * @param {object} [settings.options] - of the emulator
 * @param {(line: string) => void} [settings.log] - gets a line for every request
 * @returns {Promise<{ emulator: RoomsEmulator, stop: () => Promise<void> }>}
 */
export async function startEmulatorServer({ host, port, data, control = false, options = {}, log = () => {} }) {
  let emulator;
  const server = createServer((request, response) => {
    const begin = performance.now();
    const path = request.url.split("?", 1)[0];
    response.on("close", () => {
      const status = response.writableFinished ? response.statusCode : "broken off";
      log(`${request.method} ${path} ${status} ${Math.round(performance.now() - begin)} ms`);
    });
    answer(emulator, request, path, control).then(
      (result) => deliver(result, response),
      // The client went away, or a data file cannot be written: there is nobody to tell but the log.
      (error) => {
        log(`${request.method} ${path} failed: ${error.message}`);
        response.destroy();
      },
    );
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  try {
    emulator = new RoomsEmulator({
      ...options,
      endpoint: `http://${reachable(host)}:${server.address().port}/`,
      journal: data === undefined ? undefined : fileJournal(data),
    });
  } catch (error) {
    server.close();
    throw error;
  }
  return { emulator, stop: () => stop(server) };
}

async function answer(emulator, request, path, control) {
  const body = await read(request, emulator.maxBodyInBytes);
  if (path.startsWith("/_emulator/")) return controlAnswer(emulator, request, path, body, control);
  const headers = [];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    headers.push([request.rawHeaders[i], request.rawHeaders[i + 1]]);
  }
  return emulator.handle({ method: request.method, target: request.url, scheme: "http", headers, body });
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
      response.socket.resetAndDestroy();
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

async function stop(server) {
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
