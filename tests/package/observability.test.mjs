// What the hooks hear of calls that end in each way, and the programs of docs/observability.md, in Node and in a Worker.

import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { programsOf } from "../harness/docs.mjs";
import { makeProject } from "../harness/project.mjs";
import { namesOf, rejectionOf } from "../harness/proxy.mjs";
import { dev } from "../harness/wrangler.mjs";

const { all: blocks, withWords: blockWith } = programsOf("observability.md");
const KEY = "endpoint=https://contoso.communication.azure.com;accesskey=c2VjcmV0";

let project;
let names;
before(async () => {
  project = makeProject(new URL("./fixtures", import.meta.url));
  symlinkSync(fileURLToPath(new URL("../node_modules/@opentelemetry", import.meta.url)), join(project.dir, "node_modules/@opentelemetry"));
  names = await namesOf(project);
});
after(() => project?.remove());

/** A client whose hooks write down what they hear. */
function heard(fetch, options, connectionString = KEY) {
  const events = [];
  const hooks = ["onRequest", "onResponse", "onRetry", "onSettled"].map((name) => [name, (event) => events.push([name, event])]);
  const client = new names.RoomsClient(connectionString, { fetch, retryOptions: { retryDelayInMs: 1, maxRetries: 1 }, ...Object.fromEntries(hooks), ...options });
  return { client, events, told: () => events.map(([name]) => name) };
}

const refused = () => Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error("connect refused"), { code: "ECONNREFUSED" }) });
const lost = async () => {
  throw refused();
};
const never = (_, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

test("a success", async () => {
  const emulator = new names.RoomsEmulator();
  const { client, events, told } = heard(emulator.fetch, {}, emulator.connectionString);
  const { id } = await new names.RoomsClient(emulator.connectionString, { fetch: emulator.fetch }).createRoom();
  await client.getRoom(id);
  assert.deepEqual(told(), ["onRequest", "onResponse", "onSettled"]);
  const [[, request], [, response], [, settled]] = events;
  assert.deepEqual([request.operation, request.attempt, response.attempt, response.statusCode], ["getRoom", 1, 1, 200]);
  assert.deepEqual(
    [settled.operation, settled.attempts, settled.error, settled.clientRequestId],
    ["getRoom", 1, undefined, request.clientRequestId],
  );
  for (const { durationInMs } of [response, settled]) assert.ok(Number.isInteger(durationInMs) && durationInMs >= 0, `${durationInMs}`);
  for await (const _ of client.listRooms());
  assert.equal(events.at(-1)[1].operation, "listRooms");
});

test("the last failure, with its error", async () => {
  const { client, events, told } = heard(lost);
  const error = await rejectionOf(client.deleteRoom("99"));
  assert.deepEqual(told(), ["onRequest", "onRetry", "onRequest", "onSettled"]);
  const retry = events[1][1];
  assert.deepEqual(retry.error, { code: "ECONNREFUSED", message: "fetch failed (connect refused)" });
  assert.ok(Number.isInteger(retry.durationInMs));
  assert.equal(retry.statusCode, undefined);
  const settled = events[3][1];
  assert.equal(settled.error, error);
  assert.deepEqual([settled.operation, settled.attempts], ["deleteRoom", 2]);
});

test("a refusal that is repeated has its status, and no error", async () => {
  const { client, events, told } = heard(async () => new Response("", { status: 503 }));
  await rejectionOf(client.getRoom("99"));
  assert.deepEqual(told(), ["onRequest", "onResponse", "onRetry", "onRequest", "onResponse", "onSettled"]);
  assert.deepEqual([events[2][1].statusCode, events[2][1].error], [503, undefined]);
});

test("timeouts and cancellations are told apart", async () => {
  const aborted = AbortSignal.abort("mine");
  // The timer of a signal keeps no process.
  const alive = setTimeout(() => {}, 10_000);
  for (const [options, code, attempts] of [
    [{ requestOptions: { timeout: 20 } }, "TIMEOUT", 1],
    [() => ({ abortSignal: AbortSignal.timeout(20) }), "TIMEOUT", 1],
    [{ abortSignal: aborted }, "ABORT_ERR", 0],
  ]) {
    const { client, events } = heard(never);
    const error = await rejectionOf(client.createRoom(typeof options === "function" ? options() : options));
    assert.deepEqual([error.name, error.code], ["AbortError", code]);
    const [name, settled] = events.at(-1);
    assert.deepEqual([name, settled.error, settled.attempts], ["onSettled", error, attempts]);
    assert.equal(error.repeatabilityRequestId !== undefined, attempts > 0);
  }
  clearTimeout(alive);
});

test("a failed credential ends a call of which nothing was sent", async () => {
  const events = [];
  const thrown = new Error("no login");
  const credential = { getToken: () => Promise.reject(thrown) };
  const client = new names.RoomsClient("https://contoso.communication.azure.com", credential, { fetch: lost, onSettled: (event) => events.push(event) });
  assert.equal(await rejectionOf(client.getRoom("99")), thrown);
  assert.deepEqual(events.map(({ error, attempts, clientRequestId }) => [error, attempts, clientRequestId]), [[thrown, 0, undefined]]);
});

test("a creation that was cut off can be repeated by what is on its error", async () => {
  const emulator = new names.RoomsEmulator();
  const mute = async (url, init) => {
    await emulator.fetch(url, init);
    return never(url, init);
  };
  const options = { validUntil: new Date(Date.now() + 3_600_000) };
  for (const [fetch, limit] of [[mute, { requestOptions: { timeout: 300 } }], [async (...args) => { await emulator.fetch(...args); throw refused(); }, {}]]) {
    const before = emulator.requests().length;
    const cut = new names.RoomsClient(emulator.connectionString, { fetch, retryOptions: { maxRetries: 0 } });
    const error = await rejectionOf(cut.createRoom({ ...options, ...limit }));
    const { repeatabilityRequestId, repeatabilityFirstSent } = error;
    assert.match(repeatabilityRequestId, /^[\da-f-]{36}$/);
    assert.ok(repeatabilityFirstSent instanceof Date);
    const whole = new names.RoomsClient(emulator.connectionString, { fetch: emulator.fetch });
    const { id } = await whole.createRoom({ ...options, repeatabilityRequestId, repeatabilityFirstSent });
    assert.equal(emulator.requests().length, before + 2);
    const all = [];
    for await (const room of whole.listRooms()) all.push(room.id);
    assert.deepEqual(all, [id]);
    await whole.deleteRoom(id);
  }
});

test("no other operation has an id to repeat it by", async () => {
  const { client } = heard(lost);
  assert.ok(!("repeatabilityRequestId" in (await rejectionOf(client.getRoom("99")))));
});

test("hooks that throw or reject change nothing", async () => {
  for (const hook of [() => { throw new Error("hook"); }, () => Promise.reject(new Error("hook"))]) {
    const { client } = heard(lost, { onSettled: hook, onRetry: hook, onRequest: hook });
    assert.equal((await rejectionOf(client.getRoom("99"))).code, "ECONNREFUSED");
  }
});

test("the client's trace context is asked on every call", async () => {
  const sent = [];
  const fetch = async (_, { headers }) => {
    sent.push([headers.traceparent, headers.tracestate]);
    return new Response("", { status: 404 });
  };
  const traceparent = (digit) => `00-${"a".repeat(32)}-${String(digit).repeat(16)}-01`;
  let asked = 0;
  const { client } = heard(fetch, { traceContext: () => ({ traceparent: traceparent(++asked), tracestate: "a=b" }) });
  await rejectionOf(client.getRoom("99"));
  await rejectionOf(client.createRoom({}));
  await rejectionOf(client.listRooms().next());
  await rejectionOf(client.getRoom("99", { traceContext: { traceparent: traceparent(9) } }));
  assert.deepEqual(sent, [[traceparent(1), "a=b"], [traceparent(2), "a=b"], [traceparent(3), "a=b"], [traceparent(9), undefined]]);
  for (const traceContext of [() => undefined, () => { throw new Error("no tracer"); }]) {
    sent.length = 0;
    await rejectionOf(heard(fetch, { traceContext }).client.getRoom("99"));
    assert.deepEqual(sent, [[undefined, undefined]]);
  }
  assert.match((await rejectionOf(heard(fetch, { traceContext: () => ({ traceparent: "x" }) }).client.getRoom("99"))).message, /^traceContext\.traceparent must be/);
  assert.throws(() => heard(fetch, { traceContext: { traceparent: traceparent(1) } }), /^TypeError: traceContext must be a function/);
});

test("an error is known by its name, and prints its reason", async () => {
  const reason = "The time range is incorrect, or larger than 180 days.";
  const details = [{ code: "BadArgument", message: reason, target: "ValidUntil", deeper: { still: { deeper: "shown" } } }];
  const body = JSON.stringify({ error: { code: "BadRequest", message: "Malformed.", details } });
  const { client } = heard(async () => new Response(body, { status: 400 }));
  const error = await rejectionOf(client.getRoom("99"));
  assert.equal(error.message, `Malformed. (ValidUntil: ${reason}) (GET /rooms/99)`);
  const printed = inspect(error);
  for (const part of [error.message, "statusCode: 400", "'BadArgument'", "'shown'", "observability.test.mjs"]) assert.ok(printed.includes(part), `${part} in ${printed}`);
  for (const part of ["REDACTED", "[Array]", "wasm://"]) assert.ok(!printed.includes(part), `${part} in ${printed}`);
  assert.ok(error instanceof names.RestError);
  assert.ok(Object.assign(new Error("theirs"), { name: "RestError" }) instanceof names.RestError);
  class Mine extends names.RestError {}
  assert.ok(!(error instanceof Mine) && new Mine("mine") instanceof Mine);
  for (const none of [new Error("x"), undefined, null, "RestError"]) assert.ok(!(none instanceof names.RestError));
});

test("a page that reaches no proxy hears so", async () => {
  const page = async () => new Response("<!doctype html><title>App</title>", { headers: { "content-type": "text/html" } });
  const client = names.RoomsClient.throughProxy("https://app.example/api/rooms-proxy", { fetch: page });
  const error = await rejectionOf(client.getRoom("99"));
  assert.equal(error.code, names.RestError.NOT_A_PROXY);
  assert.match(error.message, /^What answered at https:\/\/app\.example is no proxy .* \(GET \/api\/rooms-proxy\/rooms\/99\)$/);
});

// ------------------------------------------------------------------ the page's programs

test("there are blocks", () => assert.equal(blocks.length, 4));

const load = async (file, words) => {
  writeFileSync(join(project.dir, file), blockWith(words));
  return import(pathToFileURL(join(project.dir, file)));
};

test("logs", async () => {
  const { loggingClient } = await load("logs.mjs", "loggingClient");
  const lines = [];
  const emulator = new names.RoomsEmulator();
  const rooms = loggingClient(emulator.connectionString, (line) => lines.push(line), { fetch: emulator.fetch });
  await rejectionOf(rooms.getRoom("99445276259151407"));
  await rooms.createRoom();
  const unreachable = loggingClient(KEY, (line) => lines.push(line), { fetch: lost, retryOptions: { maxRetries: 1, retryDelayInMs: 1 } });
  await rejectionOf(unreachable.getRoom("99"));
  assert.deepEqual(lines.map(({ level, operation }) => [level, operation]), [["error", "getRoom"], ["info", "createRoom"], ["warn", "getRoom"], ["error", "getRoom"]]);
  assert.match(lines[0].message, /\(GET \/rooms\/99445276259151407\)$/);
  assert.ok(lines[0].requestId);
  assert.equal(lines[2].why, "ECONNREFUSED");
});

test("metrics", async () => {
  const { measuredClient, metrics } = await load("metrics.mjs", "measuredClient");
  const emulator = new names.RoomsEmulator();
  const rooms = measuredClient(emulator.connectionString, { fetch: emulator.fetch });
  await rooms.createRoom();
  await rooms.createRoom();
  await rejectionOf(rooms.getRoom("99445276259151407"));
  await rejectionOf(rooms.getRoom("99445276259151407", { abortSignal: AbortSignal.abort() }));
  const counts = [...metrics().matchAll(/^rooms_call_seconds_count\{operation="(\w+)",outcome="(\w+)"\} (\d+)$/gm)].map(([, ...row]) => row);
  assert.deepEqual(counts, [["createRoom", "success", "2"], ["getRoom", "404", "1"], ["getRoom", "ABORT_ERR", "1"]]);
  assert.equal(metrics().match(/^rooms_call_seconds_sum/gm).length, 3);
});

/** What a traced program leaves: spans, and the traceparents that were sent. */
function checkSpans({ spans, sent }) {
  const [first, second, outer] = spans;
  assert.deepEqual(spans.map(({ name }) => name), ["rooms.createRoom", "rooms.getRoom", "request"]);
  assert.equal(sent.length, 2);
  for (const [index, span] of [first, second].entries()) {
    assert.equal(sent[index], `00-${outer.traceId}-${span.spanId}-01`);
    assert.deepEqual([span.traceId, span.parentSpanId], [outer.traceId, outer.spanId]);
  }
  assert.deepEqual([first.status, second.status, second.events], [0, 2, ["exception"]]);
}

// What the page's two programs are used by: an outer span, a call that succeeds and one that fails.
const USE = `
import { trace } from "@opentelemetry/api";
import { InMemorySpanExporter } from "@opentelemetry/sdk-trace-base";
import { RoomsEmulator } from "acs-rooms/emulator";
import { inSpan, tracedClient } from "./traces.mjs";
import { setUpTracing } from "./tracing.mjs";

const exporter = new InMemorySpanExporter();
let isSetUp = false;

export async function run() {
  if (!isSetUp) setUpTracing(exporter);
  isSetUp = true;
  const emulator = new RoomsEmulator();
  const sent = [];
  const rooms = tracedClient(emulator.connectionString, {
    fetch: (url, init) => {
      sent.push(init.headers.traceparent);
      return emulator.fetch(url, init);
    },
  });
  await trace.getTracer("app").startActiveSpan("request", async (span) => {
    await inSpan("createRoom", () => rooms.createRoom());
    await inSpan("getRoom", () => rooms.getRoom("99445276259151407")).catch(() => {});
    span.end();
  });
  const spans = exporter.getFinishedSpans().map((span) => ({
    name: span.name,
    traceId: span.spanContext().traceId,
    spanId: span.spanContext().spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    status: span.status.code,
    events: span.events.map((event) => event.name),
  }));
  return { spans, sent };
}`;

test("traces in Node", async () => {
  await load("traces.mjs", "tracedClient");
  await load("tracing.mjs", "setUpTracing");
  writeFileSync(join(project.dir, "use-traces.mjs"), USE);
  const { run } = await import(pathToFileURL(join(project.dir, "use-traces.mjs")));
  checkSpans(await run());
});

test("traces in a Worker", async () => {
  await load("traces.mjs", "tracedClient");
  await load("tracing.mjs", "setUpTracing");
  writeFileSync(join(project.dir, "use-traces.mjs"), USE);
  writeFileSync(join(project.dir, "traced-worker.mjs"), `import { run } from "./use-traces.mjs";\nexport default { fetch: async () => Response.json(await run()) };`);
  const worker = await dev(project.dir, "traced-worker.mjs", {}, ["nodejs_compat"]);
  try {
    const response = await fetch(worker.origin);
    assert.equal(response.status, 200, await response.clone().text());
    checkSpans(await response.json());
  } finally {
    await worker.stop();
  }
});
