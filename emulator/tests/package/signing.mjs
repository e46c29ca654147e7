// Signs requests with node:crypto: independent of the client and of the emulator.
import { createHash, createHmac } from "node:crypto";

export const VERSION = "?api-version=2025-03-13";

/** What `fetch` takes for a signed request to a path of a connection string's endpoint. */
export function signed(connectionString, method, path, body) {
  const [, endpoint, key] = /^endpoint=(.*);accesskey=(.*)$/.exec(connectionString);
  const url = new URL(path, endpoint);
  const date = new Date().toUTCString();
  const hash = createHash("sha256").update(body ?? "").digest("base64");
  const text = `${method}\n${url.pathname}${url.search}\n${date};${url.host};${hash}`;
  const signature = createHmac("sha256", Buffer.from(key, "base64")).update(text).digest("base64");
  const headers = {
    "x-ms-date": date,
    "x-ms-content-sha256": hash,
    authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`,
  };
  if (body !== undefined) {
    headers["content-type"] = method === "POST" ? "application/json" : "application/merge-patch+json";
  }
  return [url.href, { method, headers, body }];
}

/** The raw id of a user with that number. */
export const user = (number) => `8:acs:11111111-2222-4333-8444-555555555555_00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
