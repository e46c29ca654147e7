// Who may speak to the admin server. A server on loopback can be reached by every page of every site, and by every
// program and user of the machine.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Why a request is refused, in the service's form of an error. */
export class Refusal {
  constructor(status, code, message, headers = {}) {
    this.status = status;
    this.code = code;
    this.message = message;
    this.headers = headers;
  }
}

/**
 * Refuses what comes by another name of this machine (DNS rebinding), and what pages of other origins send. Of another
 * port of this machine, too: that is the same site for a browser, but another program.
 * @param {{ rawHeaders: string[], headers: object, url: string }} request - as Node gives it
 * @param {number} port - where the server listens
 * @returns {Refusal | undefined}
 */
export function refuseForeign({ rawHeaders, headers, url }, port) {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host").length;
  const host = headers.host?.toLowerCase();
  if (hosts !== 1 || !ownHosts(port).includes(host)) {
    return new Refusal(403, "ForeignHost", `This server answers under http://127.0.0.1:${port}/ only.`);
  }
  // A proxy's form of a request names a host of its own.
  if (!url.startsWith("/")) return new Refusal(400, "InvalidTarget", "The request's target must be a path.");
  if (headers.origin !== undefined && headers.origin !== `http://${host}`) {
    return new Refusal(403, "ForeignOrigin", "Pages of other origins are not answered.");
  }
  // "none" is what the user typed, or a link of the terminal.
  if (![undefined, "same-origin", "none"].includes(headers["sec-fetch-site"])) {
    return new Refusal(403, "CrossSiteRequest", "Requests that other sites caused are not answered.");
  }
  return undefined;
}

function ownHosts(port) {
  const names = ["127.0.0.1", "localhost"];
  return [...names.map((name) => `${name}:${port}`), ...(port === 80 ? names : [])];
}

/**
 * The secret that a browser must show with every request to the API. It is handed over in the fragment of a link, which
 * browsers send to nobody, as a ticket that is good once: what the terminal, a history or a list of processes still
 * has of it is worth nothing. The page keeps the secret in the storage of its origin and sends it as a header. A cookie
 * would also go to whatever listens on another port of this machine, and every request would carry it by itself.
 */
export class Session {
  #secret = newSecret();
  #ticket = newSecret();

  /** For the link, until it is used. */
  get ticket() {
    return this.#ticket;
  }

  /** Trades the ticket for the secret, once. */
  enter(ticket) {
    if (this.#ticket === undefined || !same(ticket, this.#ticket)) return undefined;
    this.#ticket = undefined;
    return this.#secret;
  }

  /** @returns {Refusal | undefined} */
  refuse({ headers }) {
    const [, shown] = /^Bearer ([\w-]+)$/.exec(headers.authorization ?? "") ?? [];
    if (shown !== undefined && same(shown, this.#secret)) return undefined;
    return new Refusal(401, "SessionRequired", "Open the link that the command printed.", { "x-acs-rooms-session-required": "1" });
  }
}

function newSecret() {
  return randomBytes(32).toString("base64url");
}

/** Compares hashes, so that the time it takes tells nothing. */
function same(given, wanted) {
  const hash = (text) => createHash("sha256").update(text).digest();
  return typeof given === "string" && timingSafeEqual(hash(given), hash(wanted));
}
