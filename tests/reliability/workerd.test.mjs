// Tokens in workerd, where a promise belongs to the request that made it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { dev } from "../harness/wrangler.mjs";
import { startService } from "./service.mjs";

const AT_ONCE = 50;

let service;
let worker;
before(async () => {
  service = await startService();
  // Newer workers carry such a promise over; older ones, and this flag, do not.
  const flags = ["no_handle_cross_request_promise_resolution"];
  worker = await dev(process.env.PROJECT, "token-worker.js", { HEALTH: `${service.endpoint}_emulator/health` }, flags);
});
after(async () => {
  await worker?.stop();
  await service?.stop();
});

const get = (path) => fetch(worker.origin + path, { signal: AbortSignal.timeout(10_000) });

test(`${AT_ONCE} requests at once share a client and its token, but no promise`, async () => {
  const responses = await Promise.all(Array.from({ length: AT_ONCE }, () => get("/")));
  for (const response of responses) assert.equal(response.status, 200, `${await response.clone().text()}\n${worker.log()}`);
  const { fetched } = await (await get("/fetched")).json();
  assert.equal(fetched, 1, "tokens fetched");
  assert.doesNotMatch(worker.log(), /different request|hung|never generate a response/i);
});
