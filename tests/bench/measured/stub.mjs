// The one `fetch` under everything that is measured: it answers at once, and has looked at the first request of each kind.

import { createHash, createHmac } from "node:crypto";

export const ENDPOINT = "https://contoso.communication.azure.com";
/** A made-up key of the length that real ones have. */
export const KEY = Buffer.alloc(64, "a made-up key of 64 bytes ").toString("base64");
export const CONNECTION_STRING = `endpoint=${ENDPOINT}/;accesskey=${KEY}`;

export const ROOM_ID = "99480215317774646";
const room = (id) => ({
  id,
  createdAt: "2026-02-19T07:29:27.6473469+00:00",
  validFrom: "2026-02-19T07:29:27.5551547+00:00",
  validUntil: "2026-08-18T07:29:27.5551684+00:00",
  pstnDialOutEnabled: false,
});
const ONE = JSON.stringify(room(ROOM_ID));

export const PAGES = 100;
export const ROOMS_PER_PAGE = 100;
const pages = [];
for (let page = 0; page < PAGES; page += 1) {
  const value = Array.from({ length: ROOMS_PER_PAGE }, (_, n) => room(String(99480215310000000 + page * ROOMS_PER_PAGE + n)));
  const next = page + 1 < PAGES && { nextLink: `/rooms?api-version=2025-03-13&skip=${page + 1}` };
  pages.push(JSON.stringify({ value, ...next }));
}

// What the service sends with a room (recorded exchanges of the official clients).
const HEADERS = {
  "api-supported-versions": "2023-06-14, 2024-04-15, 2025-03-13",
  "content-type": "application/json; charset=utf-8",
  date: "Thu, 19 Feb 2026 07:29:27 GMT",
  "ms-cv": "Xz9Y4yVkf0e2Fhm9nRfPzw.0",
  "request-context": "appId=",
  "x-azure-ref": "20260219T072927Z-r1f585c6b65z5q6fhC1LAX0000000",
  "x-processing-time": "42ms",
};
const ok = { status: 200, headers: HEADERS };
const created = { status: 201, headers: HEADERS };

/** Answers as the service would, and does nothing else. */
async function answer(url, init) {
  if (init.method === "POST") return new Response(ONE, created);
  const at = url.indexOf("/rooms?");
  if (at < 0) return new Response(ONE, ok);
  const skip = url.indexOf("&skip=", at);
  return new Response(pages[skip < 0 ? 0 : Number.parseInt(url.slice(skip + 6), 10)], ok);
}

/** Becomes the global fetch. */
export const useStub = () => (globalThis.fetch = answer);

/** Calls `call` once, and throws unless it sent one request that is signed as the service demands. */
export async function checked(call) {
  const sent = [];
  globalThis.fetch = async (url, init) => {
    sent.push({ url: String(url), ...init });
    return answer(String(url), init);
  };
  const result = await call();
  useStub();
  if (sent.length !== 1) throw new Error(`${sent.length} requests instead of one`);
  const [{ url, method, headers, body }] = sent;
  const lower = new Headers(headers);
  const { host, pathname, search } = new URL(url);
  const hash = createHash("sha256").update(body ?? "").digest("base64");
  const text = `${method}\n${pathname}${search}\n${lower.get("x-ms-date") ?? lower.get("date")};${host};${hash}`;
  const signature = createHmac("sha256", Buffer.from(KEY, "base64")).update(text).digest("base64");
  if (lower.get("x-ms-content-sha256") !== hash) throw new Error(`wrong hash in ${method} ${url}`);
  if (!lower.get("authorization")?.endsWith(`Signature=${signature}`)) throw new Error(`wrong signature in ${method} ${url}`);
  return result;
}
