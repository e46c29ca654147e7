// Tokens in workerd, where what is begun belongs to a request and may end with it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { dev } from "../harness/wrangler.mjs";
import { startService } from "./service.mjs";

const AT_ONCE = 20;
// Newer workers carry over a promise that another request settles; older ones, and this flag, do not.
const FLAGS = { "as workers are made now": [], "as older workers are": ["no_handle_cross_request_promise_resolution"] };

let service;
const workers = {};
before(async () => {
  service = await startService();
  for (const [how, flags] of Object.entries(FLAGS)) {
    workers[how] = await dev(process.env.PROJECT, "token-worker.js", { HEALTH: `${service.endpoint}_emulator/health`, AT_ONCE }, flags);
  }
});
after(async () => {
  for (const worker of Object.values(workers)) await worker.stop();
  await service?.stop();
});

for (const how of Object.keys(FLAGS)) {
  const get = async (path) => {
    const response = await fetch(workers[how].origin + path, { signal: AbortSignal.timeout(30_000) });
    const text = await response.text();
    assert.equal(response.status, 200, `${text}\n${workers[how].log()}`);
    return text;
  };
  const atOnce = (path) => Promise.all(Array.from({ length: AT_ONCE }, () => get(path)));

  test(`${how}: ${AT_ONCE} requests at once share a client and its token`, async () => {
    assert.deepEqual(new Set(await atOnce("/sharing")), new Set(["99480215317774646"]));
    assert.equal(await get("/sharing?asked"), "1");
  });

  test(`${how}: ${AT_ONCE} requests at once share a failure`, async () => {
    assert.deepEqual(new Set(await atOnce("/failing")), new Set(["no identity"]));
    assert.equal(await get("/failing?asked"), "1");
  });

  test(`${how}: a request that ends too early holds the others up for seconds, not for ever`, async () => {
    await get("/leaving?leave");
    assert.deepEqual(new Set(await atOnce("/leaving")), new Set(["99480215317774646"]));
    assert.equal(await get("/leaving?asked"), "2");
  });

  test(`${how}: workerd has nothing to complain of`, () => {
    assert.doesNotMatch(workers[how].log(), /different request|hung|never generate a response/i);
  });
}
