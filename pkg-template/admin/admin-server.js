// The admin page on loopback, with what it works on behind it.
import { createServer } from "node:http";

import { PROXY_PATH, openBackend } from "./admin-backend.js";
import { readPage } from "./admin-files.js";
import { Refusal, Session, refuseForeign } from "./admin-guard.js";
import { sendAnswer } from "./node-answer.js";
import { toNodeHandler } from "./node-handler.js";

/** Never anything else: the session keeps out programs and pages of this machine, not a network. */
const HOST = "127.0.0.1";
/** A state of 10,000 rooms with participants has some 10 MB. */
const MAX_STATE_IN_BYTES = 64 * 1024 * 1024;
const MAX_BODY_IN_BYTES = 64 * 1024;

const API_HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/**
 * Starts listening.
 * @param {object} settings
 * @param {number} settings.port - 0 takes any that is free
 * @param {string} [settings.connectionString] - of the resource; without it, an emulator in this process
 * @param {boolean} [settings.allowInsecureConnection] - to a resource with http: that is not on this machine
 * @param {string} [settings.data] - file in which the emulator keeps its rooms
 * @param {(text: string) => void} [settings.warn] - gets what is not as it should be
 * @returns {Promise<{ info: object, url: string, stop: () => Promise<void> }>} with the link that lets a browser in, once
 */
export async function startAdminServer({ port, connectionString, allowInsecureConnection, data, warn = () => {} }) {
  const files = readPage();
  const session = new Session();
  const backend = openBackend({ connectionString, allowInsecureConnection, data, warn });
  const proxy = toNodeHandler(backend.proxy, { onError: (error) => warn(error.message) });
  const server = createServer((request, response) => {
    const refusal = refuseForeign(request, server.address()?.port);
    if (refusal !== undefined) return refuse(request, response, refusal);
    const [path] = request.url.split("?", 1);
    if (!path.startsWith("/api/")) return sendFile(files, path, request, response);
    void api(path, request, response).catch((error) => {
      if (!response.headersSent) refuse(request, response, error instanceof Refusal ? error : new Refusal(500, "AdminFailed", error.message));
    });
  });

  async function api(path, request, response) {
    if (path === "/api/session") return enter(session, request, response);
    const refusal = session.refuse(request);
    if (refusal !== undefined) throw refusal;
    if (path.startsWith(`${PROXY_PATH}/`)) return proxy(request, response);
    if (path === "/api/connection.json") {
      takeOnly(["GET"], request);
      return sendJson(request, response, 200, backend.info);
    }
    const name = `${request.method} ${path.slice("/api/emulator/".length)}`;
    const limit = name === "PUT state" ? MAX_STATE_IN_BYTES : MAX_BODY_IN_BYTES;
    const answer = path.startsWith("/api/emulator/") ? await backend.control?.(name, await read(request, limit)) : undefined;
    if (answer === undefined) throw new Refusal(404, "NotFound", "There is no such path.");
    sendAnswer(request, response, { ...answer, headers: [...Object.entries(API_HEADERS), ...answer.headers] });
  }

  try {
    await new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, HOST, resolve);
    });
  } catch (error) {
    backend.close();
    throw error;
  }
  // A connection that could not be taken does not end the server.
  server.on("error", (error) => warn(error.message));
  const stop = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
    backend.close();
  };
  return { info: backend.info, url: `http://${HOST}:${server.address().port}/#session=${session.ticket}`, stop };
}

async function enter(session, request, response) {
  takeOnly(["POST"], request);
  let ticket;
  try {
    ({ ticket } = JSON.parse(await read(request, MAX_BODY_IN_BYTES)));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(400, "InvalidBody", 'The body must be { "ticket": … }.');
  }
  const secret = session.enter(ticket);
  if (secret === undefined) throw new Refusal(403, "TicketNotValid", "The link was used already, or is of an earlier start. Start the command again for another.");
  sendJson(request, response, 200, { session: secret });
}

function sendFile(files, path, request, response) {
  if (!["GET", "HEAD"].includes(request.method)) {
    return refuse(request, response, new Refusal(405, "MethodNotAllowed", "Only GET and HEAD.", { allow: "GET, HEAD" }));
  }
  const file = files.get(path);
  if (file === undefined) return refuse(request, response, new Refusal(404, "NotFound", "There is no such path."));
  const { headers, body } = file;
  sendAnswer(request, response, { status: 200, headers: Object.entries({ ...headers, "content-length": body.length }), body });
}

function takeOnly(methods, { method }) {
  if (!methods.includes(method)) throw new Refusal(405, "MethodNotAllowed", `Only ${methods.join(" and ")}.`, { allow: methods.join(", ") });
}

async function read(request, limit) {
  const chunks = [];
  let length = 0;
  // What is left of a body that is too long, the answer takes care of.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > limit) throw new Refusal(413, "BodyTooLarge", `The body is longer than ${limit} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function refuse(request, response, { status, code, message, headers }) {
  sendJson(request, response, status, { error: { code, message } }, headers);
}

function sendJson(request, response, status, value, headers) {
  const all = { ...API_HEADERS, ...headers, "content-type": "application/json; charset=utf-8" };
  sendAnswer(request, response, { status, headers: Object.entries(all), body: JSON.stringify(value) });
}
