// A `fetch` for servers that make many calls, over node:http and node:https, whose requests take less of the processor than
// those of the global `fetch`. It does what a client of an API asks of `fetch`, and refuses the rest in words.

import { constants } from "node:buffer";
import http from "node:http";
import https from "node:https";
import zlib from "node:zlib";
import { NodeResponse } from "./node-response.js";

const decoders = { gzip: zlib.gunzip, "x-gzip": zlib.gunzip, deflate: zlib.inflate, br: zlib.brotliDecompress };

const schemes = { "http:": http, "https:": https };

export function nodeFetch(options = {}) {
  const { agent } = options;
  if (agent != null && typeof agent !== "function" && typeof agent.addRequest !== "function") {
    throw new TypeError("agent must be an Agent of node:http or node:https, or a function that gives one for a URL");
  }
  const maxSockets = positive(options, "maxSockets") ?? Infinity;
  const limits = {
    idleTimeoutInMs: positive(options, "idleTimeoutInMs") ?? 0,
    maxResponseBytes: positive(options, "maxResponseBytes") ?? Infinity,
  };
  const own = {};
  const agentFor = (url) =>
    (typeof agent === "function" ? agent(url) : agent) ??
    (own[url.protocol] ??= new schemes[url.protocol].Agent({ keepAlive: true, maxSockets }));

  // Async, so that what is wrong with the arguments rejects, as with the global one.
  async function fetch(input, init = {}) {
    const url = urlOf(input);
    const { request, body } = requestOf(url, init);
    return exchange(url, { ...request, agent: agentFor(url) }, body, init, limits);
  }
  fetch.close = () => Object.values(own).forEach((kept) => kept.destroy());
  if (Symbol.dispose) fetch[Symbol.dispose] = fetch.close;
  return fetch;
}

function positive(options, name) {
  const value = options[name];
  if (value == null || (typeof value === "number" && value > 0)) return value;
  throw new RangeError(`${name} must be a number above 0`);
}

function urlOf(input) {
  if (typeof input !== "string" && !(input instanceof URL)) throw new TypeError("nodeFetch takes a URL, as text or as a URL object");
  const url = new URL(input);
  if (!Object.hasOwn(schemes, url.protocol)) throw new TypeError(`nodeFetch sends over http: and https:, not over ${url.protocol}`);
  if (url.username || url.password) throw new TypeError("nodeFetch takes no URL with a user or a password in it");
  return url;
}

function requestOf(url, { method = "GET", headers = {}, body }) {
  const bytes = bodyOf(body);
  const isPlain = typeof headers[Symbol.iterator] !== "function";
  const sent = { "accept-encoding": "gzip, deflate, br", ...(isPlain ? headers : Object.fromEntries(new Headers(headers))) };
  if (bytes) sent["content-length"] = bytes.length;
  return {
    request: {
      protocol: url.protocol,
      // node:http wants the address of IPv6 without its brackets.
      hostname: url.hostname.replace(/^\[|\]$/g, ""),
      port: url.port,
      path: url.pathname + url.search,
      method,
      headers: sent,
    },
    body: bytes,
  };
}

function bodyOf(body) {
  if (body == null) return undefined;
  if (typeof body === "string") return Buffer.from(body);
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (body instanceof ArrayBuffer) return Buffer.from(body);
  throw new TypeError("nodeFetch sends a body of text or bytes; the global fetch takes others");
}

function exchange(url, options, body, { signal, redirect = "follow" }, limits) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const request = schemes[url.protocol].request(options);
    const onAbort = () => fail(signal.reason);
    const settle = (act, value) => {
      signal?.removeEventListener("abort", onAbort);
      act(value);
    };
    const fail = (reason) => {
      settle(reject, reason);
      request.destroy();
    };
    signal?.addEventListener("abort", onAbort);
    // Stays after the end, when the connection may still fail.
    request.on("error", fail);
    if (limits.idleTimeoutInMs) {
      request.setTimeout(limits.idleTimeoutInMs, () => fail(failure("ETIMEDOUT", `nothing came for ${limits.idleTimeoutInMs} ms`)));
    }
    request.on("response", (message) => {
      const { statusCode } = message;
      if (statusCode >= 300 && statusCode < 400 && message.headers.location !== undefined && redirect !== "manual") {
        return fail(failure("ERR_REDIRECT", `the answer ${statusCode} leads elsewhere: nodeFetch follows no redirects`));
      }
      read(message, limits.maxResponseBytes, fail, (bytes) => settle(resolve, new NodeResponse(url.href, message, bytes)));
    });
    request.end(body);
  });
}

const failure = (code, message) => Object.assign(new Error(message), { code });

/** Reads an answer to its end and decompresses it. An encoding that is not known stays as it is, as with fetch. */
function read(message, maxBytes, fail, done) {
  const tooLarge = () => fail(failure("ERR_RESPONSE_TOO_LARGE", `the answer has more than ${maxBytes} bytes`));
  const encoding = message.headers["content-encoding"]?.toLowerCase();
  const chunks = [];
  let size = 0;
  message.on("error", fail);
  message.on("data", (chunk) => {
    size += chunk.length;
    if (size > maxBytes) tooLarge();
    else chunks.push(chunk);
  });
  message.on("end", () => {
    const bytes = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    // The answer to HEAD names the encoding of a body that does not come.
    if (size === 0 || !Object.hasOwn(decoders, encoding)) return done(bytes);
    decoders[encoding](bytes, { maxOutputLength: Math.min(maxBytes, constants.MAX_LENGTH) }, (error, decoded) => {
      if (!error) done(decoded);
      else if (error.code === "ERR_BUFFER_TOO_LARGE") tooLarge();
      else fail(error);
    });
  });
}
