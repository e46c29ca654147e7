// What someone writes who needs three operations and no more: no retries, no checks, no errors with details.

import { createHash, createHmac, randomUUID } from "node:crypto";
import { ENDPOINT, KEY } from "./stub.mjs";

const HOST = new URL(ENDPOINT).host;
const VERSION = "?api-version=2025-03-13";
const bytes = Buffer.from(KEY, "base64");

const nodeCrypto = {
  hash: (text) => createHash("sha256").update(text).digest("base64"),
  sign: (text) => createHmac("sha256", bytes).update(text).digest("base64"),
};

async function webCrypto() {
  const encoder = new TextEncoder();
  const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return {
    hash: async (text) => base64(await crypto.subtle.digest("SHA-256", encoder.encode(text))),
    sign: async (text) => base64(await crypto.subtle.sign("HMAC", key, encoder.encode(text))),
  };
}

function room({ createdAt, validFrom, validUntil, ...rest }) {
  return { ...rest, createdOn: new Date(createdAt), validFrom: new Date(validFrom), validUntil: new Date(validUntil) };
}

const participants = (list) => Object.fromEntries(list.map(({ id, role }) => [id.communicationUserId, { role: role ?? "Attendee" }]));

function client({ hash, sign }) {
  async function call(method, path, body, more) {
    const date = new Date().toUTCString();
    const contentHash = await hash(body ?? "");
    const signature = await sign(`${method}\n${path}\n${date};${HOST};${contentHash}`);
    const response = await fetch(ENDPOINT + path, {
      method,
      headers: {
        "x-ms-date": date,
        "x-ms-content-sha256": contentHash,
        authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`,
        ...more,
      },
      body,
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
    return room(await response.json());
  }
  return {
    getRoom: (id) => call("GET", `/rooms/${id}${VERSION}`),
    updateRoom: (id, options) => call("PATCH", `/rooms/${id}${VERSION}`, JSON.stringify(options), { "content-type": "application/merge-patch+json" }),
    createRoom: ({ participants: list, ...options }) =>
      call("POST", `/rooms${VERSION}`, JSON.stringify({ ...options, participants: participants(list) }), {
        "content-type": "application/json",
        "repeatability-request-id": randomUUID(),
        "repeatability-first-sent": new Date().toUTCString(),
      }),
  };
}

export const withNodeCrypto = () => client(nodeCrypto);
export const withWebCrypto = async () => client(await webCrypto());
