// 50 clients at once over HTTP. ACS_ROOMS_LOAD_SECONDS=120 for the long run.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Agent, request as httpRequest } from "node:http";
import { createHistogram } from "node:perf_hooks";
import { test } from "node:test";

import { withServer } from "../../emulator/tests/package/server.mjs";
import { signed, user, VERSION } from "../../emulator/tests/package/signing.mjs";
import { figure, randomness, residentMegabytes, setting } from "./figures.mjs";

const SECONDS = setting("ACS_ROOMS_LOAD_SECONDS", 5);
const CLIENTS = 50;
/** Rooms a client has at most, so that the state does not grow. */
const ROOMS_EACH = 10;
/** Megabytes by which the process may grow after its first fifth; a garbage collector needs air. */
const GROWTH = 60;

function send(agent, connectionString, method, path, body, headers) {
  const [url, init] = signed(connectionString, method, path, body);
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { agent, method, headers: { ...init.headers, ...headers } }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString() }));
      response.on("error", reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function client(agent, connectionString, random, until, measure) {
  const ids = [];
  const timed = async (name, status, ...args) => {
    const begin = performance.now();
    const answer = await send(agent, connectionString, ...args);
    measure(name, performance.now() - begin);
    assert.equal(answer.status, status, `${args[0]} ${args[1]}: ${answer.text}`);
    return answer;
  };
  const actions = {
    async create() {
      const headers = { "repeatability-request-id": randomUUID(), "repeatability-first-sent": new Date().toUTCString() };
      const answer = await timed("create", 201, "POST", `/rooms${VERSION}`, `{"participants":{"${user(0)}":{"role":"Presenter"}}}`, headers);
      ids.push(answer.headers.location);
    },
    get: (id) => timed("get", 200, "GET", `/rooms/${id}${VERSION}`),
    update: (id) => timed("update", 200, "PATCH", `/rooms/${id}${VERSION}`, '{"pstnDialOutEnabled":true}'),
    async people(id) {
      await timed("add", 200, "PATCH", `/rooms/${id}/participants${VERSION}`, `{"participants":{"${user(1)}":{},"${user(0)}":null}}`);
      const answer = await timed("participants", 200, "GET", `/rooms/${id}/participants${VERSION}`);
      assert.deepEqual(JSON.parse(answer.text).value, [{ rawId: user(1), role: "Attendee" }]);
    },
    async list() {
      const { nextLink } = JSON.parse((await timed("list", 200, "GET", `/rooms${VERSION}`)).text);
      if (nextLink !== undefined) await timed("list", 200, "GET", nextLink);
    },
    async delete(id) {
      ids.splice(ids.indexOf(id), 1);
      await timed("delete", 204, "DELETE", `/rooms/${id}${VERSION}`);
    },
  };
  while (performance.now() < until) {
    const name = ids.length === 0 ? "create" : ids.length === ROOMS_EACH ? "delete" : random.pick(Object.keys(actions));
    await actions[name](random.pick(ids));
  }
  return ids.length;
}

test(`${CLIENTS} clients for ${SECONDS} s`, async () => {
  await withServer(["--quiet"], async ({ child, connectionString, send: sendOne }) => {
    const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
    const histograms = { all: createHistogram() };
    const measure = (name, ms) => {
      histograms[name] ??= createHistogram();
      for (const histogram of [histograms.all, histograms[name]]) histogram.record(Math.max(1, Math.round(ms * 1000)));
    };
    const memory = [];
    const watch = setInterval(async () => memory.push(await residentMegabytes(child.pid)), SECONDS * 20);
    const until = performance.now() + SECONDS * 1000;
    const clients = Array.from({ length: CLIENTS }, (_, index) => client(agent, connectionString, randomness(index + 1), until, measure));
    const rooms = (await Promise.all(clients)).reduce((sum, count) => sum + count, 0);
    clearInterval(watch);
    agent.destroy();

    const first = memory[Math.floor(memory.length / 5)];
    const last = memory.at(-1);
    const ms = (histogram, percentile) => (histogram.percentile(percentile) / 1000).toFixed(1);
    for (const [name, histogram] of Object.entries(histograms)) {
      const values = [50, 90, 99, 99.9, 100].map((percentile) => `p${percentile} ${ms(histogram, percentile)}`);
      figure(`${name}: ${histogram.count} requests, ${Math.round(histogram.count / SECONDS)}/s, ms: ${values.join(", ")}`);
    }
    const fifths = [1, 2, 3, 4, 5].map((fifth) => memory[Math.ceil((memory.length * fifth) / 5) - 1].toFixed(0));
    figure(`memory after each fifth: ${fifths.join(", ")} MB; ${rooms} rooms, ${histograms.create.count} repeatable requests remembered`);
    assert.ok(last - first < GROWTH, `grew by ${last - first} MB`);
    // How many requests a machine does is its own affair; each kind of them must have been among them.
    assert.deepEqual(Object.keys(histograms).sort(), ["add", "all", "create", "delete", "get", "list", "participants", "update"]);

    let there = 0;
    for (let link = `/rooms${VERSION}`; link !== undefined; ) {
      const page = await (await sendOne("GET", link)).json();
      there += page.value.length;
      link = page.nextLink;
    }
    assert.equal(there, rooms);
  });
});
