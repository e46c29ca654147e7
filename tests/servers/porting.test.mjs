// The two servers of docs/porting.md, on the emulator with users beside it: they answer alike. And what the page says of
// things to look for.

import assert from "node:assert/strict";
import { createServer, request as send } from "node:http";
import { readdirSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { programsOf, serving } from "../harness/docs.mjs";
import { startControlledEmulator } from "../harness/control.mjs";
import { makeProject } from "../harness/project.mjs";
import { namesOf, rejectionOf } from "../harness/proxy.mjs";

const modules = fileURLToPath(new URL("./node_modules", import.meta.url));
const { all: programs, withWords: programWith } = programsOf("porting.md");
const HOUR = 3_600_000;

let project;
let names;
let official;
let pipeline;
let emulator;
let front;

before(async () => {
  project = makeProject(new URL("../package/fixtures", import.meta.url));
  names = await namesOf(project);
  for (const name of readdirSync(modules)) {
    if (!name.startsWith(".")) symlinkSync(join(modules, name), join(project.dir, "node_modules", name));
  }
  const { resolve } = createRequire(join(project.dir, "package.json"));
  official = await import(pathToFileURL(resolve("@azure/communication-rooms")));
  pipeline = await import(pathToFileURL(resolve("@azure/core-rest-pipeline")));
  emulator = await startControlledEmulator(project.dir);
  front = await serveUsersBeside(emulator);
});
after(async () => {
  front?.close();
  await emulator?.stop();
  project?.remove();
});

/** One endpoint as a resource has: users here, all else as it came to the emulator, with the host that was signed. */
async function serveUsersBeside({ connectionString }) {
  const [, target, key] = /endpoint=(.*);accesskey=(.*)/.exec(connectionString);
  let users = 0;
  const server = createServer((request, response) => {
    if (request.url.startsWith("/identities?")) {
      users += 1;
      const id = `8:acs:11111111-2222-4333-8444-555555555555_00000000-0000-4000-8000-${String(users).padStart(12, "0")}`;
      const accessToken = { token: `token-of-user`, expiresOn: new Date(Date.now() + HOUR).toISOString() };
      request.resume();
      response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify({ identity: { id }, accessToken }));
      return;
    }
    const { hostname, port } = new URL(target);
    const passed = send({ hostname, port, method: request.method, path: request.url, headers: request.headers, setHost: false }, (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
    });
    passed.on("error", () => response.destroy());
    request.pipe(passed);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    connectionString: `endpoint=http://127.0.0.1:${server.address().port}/;accesskey=${key}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Everything that the server does, and how it answers mistakes, with what differs from run to run left out. */
async function answersOf(origin) {
  const answers = [];
  const ask = async (method, path, body) => {
    const init = { method, ...(body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }) };
    const response = await fetch(origin + path, init);
    const text = await response.text();
    answers.push([method, response.status, response.headers.get("content-type"), text.startsWith("{") ? JSON.parse(text) : text.slice(0, 100)]);
    return answers.at(-1)[3];
  };
  const [from, until] = ["2027-01-04T09:00:00.000Z", "2027-01-04T10:00:00.000Z"];
  const { roomId } = await ask("POST", "/appointments", { from, until });
  answers.at(-1)[3].roomId = "the room";
  const read = await ask("GET", `/appointments/${roomId}`);
  assert.deepEqual(read, { id: roomId, validFrom: from, validUntil: until, roles: ["Presenter", "Attendee"] });
  read.id = "the room";
  await ask("DELETE", `/appointments/${roomId}`);
  await ask("GET", `/appointments/${roomId}`);
  await ask("GET", "/appointments/99999999999999999");
  await ask("GET", "/appointments/1");
  await ask("POST", "/appointments", { from, until: "2028-01-04T10:00:00Z" });
  await emulator.fault({ kind: "status", status: 403 });
  await ask("GET", "/appointments/99999999999999999");
  return answers;
}

test("there are two programs", () => assert.equal(programs.length, 2));

test("both servers answer alike", async () => {
  const env = { ACS_CONNECTION_STRING: front.connectionString };
  const answers = {};
  for (const [name, words] of Object.entries({ before: "with the official packages", after: "with acs-rooms" })) {
    await serving({ dir: project.dir, file: `${name}.mjs`, code: programWith(words), env }, async (origin) => {
      answers[name] = await answersOf(origin);
    });
  }
  assert.deepEqual(answers.after, answers.before);
  assert.deepEqual(answers.after.map(([method, status]) => `${method} ${status}`), [
    "POST 201", "GET 200", "DELETE 204", "GET 404", "GET 404", "GET 400", "POST 400", "GET 502",
  ]);
});

test("ported by the import alone, errors are not known any more: what the page warns of", async () => {
  const env = { ACS_CONNECTION_STRING: front.connectionString };
  const code = programWith("with the official packages").replace('from "@azure/communication-rooms"', 'from "acs-rooms"');
  await serving({ dir: project.dir, file: "by-import.mjs", code, env }, async (origin) => {
    const response = await fetch(`${origin}/appointments/99999999999999999`);
    assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
  });
});

test("what differs in the programs is what the page says", () => {
  const lines = (words) => programWith(words).split("\n").slice(1);
  const [before, after] = [lines("with the official packages"), lines("with acs-rooms")];
  const gone = before.filter((line) => !after.includes(line));
  const come = after.filter((line) => !before.includes(line));
  assert.deepEqual(gone, [
    'import { RoomsClient } from "@azure/communication-rooms";',
    'import { RestError } from "@azure/core-rest-pipeline";',
    "  if (!(error instanceof RestError)) return next(error);",
  ]);
  assert.deepEqual(come, ['import { RoomsClient, isRestError } from "acs-rooms";', "  if (!isRestError(error)) return next(error);"]);
});

test("what to look for", async (t) => {
  const ours = new names.RoomsClient(emulator.connectionString);
  const theirs = new official.RoomsClient(emulator.connectionString, { allowInsecureConnection: true });
  const missing = "99999999999999999";
  await t.test("errors", async () => {
    const [our, their] = [await rejectionOf(ours.getRoom(missing)), await rejectionOf(theirs.getRoom(missing))];
    assert.deepEqual([our instanceof pipeline.RestError, their instanceof pipeline.RestError], [false, true]);
    for (const error of [our, their]) assert.deepEqual([names.isRestError(error), pipeline.isRestError(error)], [true, true]);
    const of = ({ name, statusCode, code, details: { error } }) => ({ name, statusCode, code, error });
    assert.deepEqual(of(our), of(their));
    assert.equal(our.message, `${their.message} (GET /rooms/${missing})`);
    for (const error of [our, their]) assert.ok(error instanceof names.RestError);
  });
  await t.test("tracingOptions are taken and not used, traceContext is sent", async () => {
    let asked = 0;
    const tracingOptions = { get tracingContext() { asked += 1; } };
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const sent = [];
    const client = new names.RoomsClient(emulator.connectionString, {
      fetch: (url, init) => {
        sent.push(init.headers.traceparent);
        return fetch(url, init);
      },
    });
    await client.createRoom({ tracingOptions });
    await client.createRoom({ traceContext: { traceparent } });
    assert.deepEqual([asked, sent], [0, [undefined, traceparent]]);
  });
  await t.test("what shapes a pipeline is refused", () => {
    for (const option of ["httpClient", "additionalPolicies", "proxyOptions", "tlsOptions"]) {
      assert.throws(() => new names.RoomsClient(emulator.connectionString, { [option]: {} }), { name: "TypeError", message: new RegExp(`^${option} is not supported: give a fetch`) });
    }
  });
  await t.test("dates without an offset", async () => {
    const dates = { validFrom: "2027-01-04T09:00", validUntil: "2027-01-04T10:00" };
    assert.match((await rejectionOf(ours.createRoom(dates))).message, /^validFrom /);
  });
  await t.test("arguments", async () => {
    for (const call of [
      () => ours.createRoom({ participants: [{ id: { communicationUserId: "8:acs:a_b" }, role: "presenter" }] }),
      () => ours.updateRoom(missing, { validFrom: new Date() }),
      () => ours.addOrUpdateParticipants(missing, [{ id: "8:acs:a_b" }]),
    ]) {
      const error = await rejectionOf(call());
      assert.ok(error instanceof TypeError || error instanceof RangeError, String(error));
    }
  });
});
