// `acs-rooms/proxy/node`: a handler of Requests in Node's own server, and in the frameworks on top of it.

import { sendAnswer } from "./node-answer.js";
import { requestOf } from "./node-request.js";
import { Refusal } from "./proxy-refusal.js";

/** Makes a listener of a handler of Requests. Documented in node-handler.d.ts. */
export function toNodeHandler(handle, options) {
  if (typeof handle !== "function") throw new TypeError("toNodeHandler must be given a function: what createRoomsProxy returns");
  const { onError } = options ?? {};
  if (onError !== undefined && typeof onError !== "function") throw new TypeError("onError must be a function");
  return async function nodeHandler(incoming, outgoing) {
    const gone = new AbortController();
    if (outgoing.destroyed) gone.abort();
    outgoing.once("close", () => {
      if (!outgoing.writableFinished) gone.abort();
    });
    const answer = await answerTo(handle, incoming, gone.signal, onError);
    try {
      sendAnswer(incoming, outgoing, answer);
    } catch (error) {
      tell(onError, error);
      // Unless somebody else has answered.
      if (!outgoing.headersSent) outgoing.destroy();
    }
  };
}

/** The handler's answer, or one that says why there is none. */
async function answerTo(handle, incoming, signal, onError) {
  let leave;
  try {
    const { request, stop } = requestOf(incoming, signal);
    leave = stop;
    return await read(await handle(request, incoming));
  } catch (error) {
    const isRefusal = error instanceof Refusal;
    // What is wrong with a request is for whoever sent it; the rest is the server's.
    if (!isRefusal || error.status >= 500) tell(onError, error);
    return read((isRefusal ? error : new Refusal(500, "HandlerFailed", "The server failed.")).toResponse());
  } finally {
    leave?.();
  }
}

/** Reads a Response to its end, so that what fails on the way can still be told. */
async function read(response) {
  // Node's server cannot send what is below: a switch of protocols, or what `Response.error()` gives.
  if (!(response?.status >= 200) || typeof response.arrayBuffer !== "function") {
    throw new TypeError("the handler that toNodeHandler was given must resolve to a Response");
  }
  return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
}

/** The hook may throw or reject; the answer goes out. */
function tell(hook, error) {
  try {
    hook?.(error)?.then?.(undefined, () => {});
  } catch {}
}
