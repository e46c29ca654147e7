// `https.request` over the stub fetch, for what sends with node:https: the answer is a stream, as it is there.

import { EventEmitter } from "node:events";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import { Readable } from "node:stream";

class Request extends EventEmitter {
  constructor(options, onResponse) {
    super();
    this.options = options;
    this.onResponse = onResponse;
  }

  async end(body) {
    const { hostname, path, method, headers } = this.options;
    const response = await fetch(`https://${hostname}${path}`, { method, headers, body });
    const message = Readable.from([Buffer.from(await response.text())], { objectMode: false });
    message.statusCode = response.status;
    message.headers = Object.fromEntries(response.headers);
    this.onResponse(message);
  }
}

/** Becomes the `request` of node:https. */
export function useStubHttps() {
  https.request = (options, onResponse) => new Request(options, onResponse);
  syncBuiltinESMExports();
}

/** The text of an answer, read from the stream. */
export function bareHttps(url, method) {
  const { hostname, pathname, search } = new URL(url);
  return new Promise((resolve) => {
    const request = https.request({ hostname, path: pathname + search, method }, (message) => {
      const chunks = [];
      message.on("data", (chunk) => chunks.push(chunk));
      message.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    });
    request.end();
  });
}
