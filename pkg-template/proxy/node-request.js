// The Request of what Node's server has received, be its body unread or read by somebody before.

import { Refusal } from "./proxy-refusal.js";

/** A name or an address, with or without a port. Nothing in it can end the host of a URL. */
const HOST = /^(?:[\w.~-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;
/** A parser of bodies that did not parse leaves `{}` as well. A body with a property is longer than this. */
const LONGEST_EMPTY_OBJECT = 8;

/**
 * @param {import("node:http").IncomingMessage} incoming - also as a framework or a parser of bodies has left it
 * @param {AbortSignal} signal - of the Request
 * @returns {{ request: Request, stop?: () => void }} `stop` leaves alone what has not been read of the body
 */
export function requestOf(incoming, signal) {
  const { method } = incoming;
  const url = urlOf(incoming);
  const { body, stop, isWritten } = method === "GET" || method === "HEAD" ? {} : bodyOf(incoming);
  refuseTwice(incoming);
  try {
    const headers = headersOf(incoming);
    // They tell of the body as it came.
    if (isWritten) for (const name of ["content-length", "content-encoding", "transfer-encoding"]) headers.delete(name);
    return { request: new Request(url, { method, headers, body, duplex: "half", signal }), stop };
  } catch {
    throw new Refusal(400, "InvalidRequest", "The request has a method, a host or a header that is not allowed.");
  }
}

/** Scheme and host as they were asked, and the path as the caller wrote it: frameworks cut off where they are mounted. */
function urlOf(incoming) {
  const { headers } = incoming;
  const host = headers[":authority"] ?? headers.host;
  if (host === undefined || !HOST.test(host)) throw new Refusal(400, "InvalidHost", "The request must name a host: a name or an address.");
  const target = incoming.originalUrl ?? incoming.url;
  if (!target.startsWith("/")) throw new Refusal(400, "InvalidTarget", "The request's target must be a path.");
  return `${incoming.socket?.encrypted ? "https" : "http"}://${host}${target}`;
}

/** Of these Node keeps the first, and whoever stands before it may have looked at the last. */
function refuseTwice({ rawHeaders }) {
  const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  const twice = ["authorization", "content-type", "host", "origin"].find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice !== undefined) throw new Refusal(400, "InvalidHeader", `The request has the header ${twice} twice.`);
}

/** Not those of `rawHeaders`: what stands before the proxy may have taken some out, or put others in. */
function headersOf({ headers }) {
  // HTTP/2 writes method and path as headers, too.
  const all = Object.entries(headers).filter(([name]) => !name.startsWith(":"));
  return new Headers(all.flatMap(([name, values]) => [values].flat().map((value) => [name, value])));
}

/** The body: as it arrives or, when somebody has read it, written anew from what `body` of the request holds. */
function bodyOf(incoming) {
  if (!incoming.readableDidRead && !incoming.readableEnded) return streamOf(incoming);
  if (!incoming.readableDidRead) return {};
  const { body } = incoming;
  const text = typeof body === "string" || ArrayBuffer.isView(body) ? body : writtenAnew(incoming);
  if (text !== undefined) return { body: text, isWritten: true };
  throw new Refusal(
    500,
    "BodyConsumed",
    "The body was read before the request reached the proxy, and is not in the request's body. Put the proxy before what reads bodies, or before the proxy a parser of both application/json and application/merge-patch+json.",
  );
}

function writtenAnew(incoming) {
  try {
    return isLeftOut(incoming) ? undefined : JSON.stringify(incoming.body);
  } catch {
    return undefined;
  }
}

/** Whether `{}` stands for a body that was not parsed. Those parsers that write it then mark what they have parsed. */
function isLeftOut({ body, _body, headers }) {
  if (_body === true || typeof body !== "object" || body === null || Array.isArray(body)) return false;
  return Object.keys(body).length === 0 && !(Number(headers["content-length"]) <= LONGEST_EMPTY_OBJECT);
}

/**
 * The body as it arrives. `Readable.toWeb` would do, but one that nobody reads to its end stays paused, and with it the
 * connection.
 */
function streamOf(incoming) {
  let listening;
  const stop = () => listening?.();
  const body = new ReadableStream(
    {
      pull(controller) {
        listening ??= listen(incoming, controller);
        incoming.resume();
      },
      cancel: stop,
    },
    // Nothing is read before somebody asks for it.
    { highWaterMark: 0 },
  );
  return { body, stop };
}

/** Passes on what arrives; the function it returns ends that. */
function listen(incoming, controller) {
  const onData = (chunk) => {
    // Text, when somebody has set an encoding.
    const bytes = typeof chunk === "string" ? Buffer.from(chunk, incoming.readableEncoding) : chunk;
    controller.enqueue(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    incoming.pause();
  };
  const onEnd = () => {
    stop();
    controller.close();
  };
  const onClose = () => {
    stop();
    controller.error(new Error("the caller went away before the end of the body"));
  };
  const stop = () => incoming.off("data", onData).off("end", onEnd).off("error", onClose).off("close", onClose);
  incoming.on("data", onData).on("end", onEnd).on("error", onClose).on("close", onClose);
  if (incoming.destroyed) onClose();
  return stop;
}
