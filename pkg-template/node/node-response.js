// An answer that has been read to its end, with what a client reads of a `Response`. Making a real one takes about as long as
// everything else that nodeFetch does for a request.

export class NodeResponse {
  #message;
  #bytes;
  #headers;

  constructor(url, message, bytes) {
    this.url = url;
    this.#message = message;
    this.#bytes = bytes;
  }

  get status() {
    return this.#message.statusCode;
  }

  get statusText() {
    return this.#message.statusMessage;
  }

  get ok() {
    return this.status >= 200 && this.status < 300;
  }

  get headers() {
    if (!this.#headers) {
      const { rawHeaders } = this.#message;
      this.#headers = new Headers();
      for (let at = 0; at < rawHeaders.length; at += 2) this.#headers.append(rawHeaders[at], rawHeaders[at + 1]);
    }
    return this.#headers;
  }

  async text() {
    const text = this.#bytes.toString("utf8");
    // A byte order mark is no part of the text, as with fetch.
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }

  async json() {
    return JSON.parse(await this.text());
  }

  async arrayBuffer() {
    return new Uint8Array(this.#bytes).buffer;
  }
}
