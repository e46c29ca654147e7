// What docs/servers.md shows, run with the real frameworks.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { user } from "../cases/check.mjs";
import { keptConnection } from "../harness/connection.mjs";
import { freePort, programsOf, serving } from "../harness/docs.mjs";
import { startEmulator } from "../harness/emulator.mjs";
import { makeProject } from "../harness/project.mjs";
import { namesOf, rejectionOf } from "../harness/proxy.mjs";

const modules = fileURLToPath(new URL("./node_modules", import.meta.url));
const shared = fileURLToPath(new URL("../node_modules", import.meta.url));
const { all: programs, withWords: programWith } = programsOf("servers.md");
const LIST = "/api/rooms-proxy/rooms?api-version=2025-03-13";
const ADMIN = "Bearer admin";
/** In place of the reader's own. */
const SIGN_IN = `export const userOf = (authorization) => ({ "Bearer admin": { isAdmin: true }, "Bearer guest": { isAdmin: false, roomIds: [] } })[authorization];`;

let project;
let names;
let emulator;

before(async () => {
  project = makeProject(new URL("../package/fixtures", import.meta.url));
  names = await namesOf(project);
  emulator = await startEmulator(project.dir);
  writeFileSync(join(project.dir, "sign-in.js"), SIGN_IN);
  for (const name of readdirSync(modules)) {
    if (!name.startsWith(".")) symlinkSync(join(modules, name), join(project.dir, "node_modules", name));
  }
});
after(async () => {
  await emulator?.stop();
  project?.remove();
});

const run = (file, code, use) => serving({ dir: project.dir, file, code, env: { ACS_CONNECTION_STRING: emulator.connectionString } }, use);

const clientOf = (origin, authorization, headers = {}) =>
  names.RoomsClient.throughProxy(`${origin}/api/rooms-proxy`, {
    fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...headers, ...(authorization && { authorization }) } }),
    retryOptions: { maxRetries: 0 },
  });

/** All of it: each operation, who may do what, large bodies, and callers that leave. */
async function works(origin, log) {
  const client = clientOf(origin, ADMIN);
  const { id } = await client.createRoom({ participants: [{ id: user(1), role: "Presenter" }], pstnDialOutEnabled: true });
  assert.equal((await client.updateRoom(id, { pstnDialOutEnabled: false })).pstnDialOutEnabled, false);
  await client.addOrUpdateParticipants(id, [{ id: user(2), role: "Consumer" }]);
  await client.removeParticipants(id, [user(1)]);
  const participants = [];
  for await (const { role } of client.listParticipants(id)) participants.push(role);
  assert.deepEqual(participants, ["Consumer"]);
  for (let n = 0; n < 8; n++) await client.createRoom();
  const rooms = [];
  for await (const room of client.listRooms()) rooms.push(room.id);
  assert.ok(rooms.includes(id) && rooms.length >= 9, "over several pages");
  await client.deleteRoom(id);

  const error = await rejectionOf(clientOf(origin).getRoom(id));
  assert.deepEqual([error.statusCode, error.code], [401, "SignIn"]);
  assert.ok(error.message.startsWith("Sign in first. (GET /api/rooms-proxy/rooms/"), error.message);
  assert.equal((await rejectionOf(clientOf(origin, "Bearer guest").createRoom())).statusCode, 403);

  const { ask, close } = keptConnection(new URL(origin).port);
  const large = JSON.stringify({ participants: "x".repeat(2 ** 20) });
  for (const type of ["application/json", "application/merge-patch+json", "text/plain"]) {
    const headers = { authorization: ADMIN, "content-type": type, "content-length": large.length };
    const { status } = await ask("POST", LIST, headers, large);
    assert.ok(status === 413 || status === 415, `${type} ${status}`);
    assert.equal((await ask("GET", LIST, { authorization: ADMIN })).status, 200);
  }
  close();

  const controller = new AbortController();
  const call = rejectionOf(client.listRooms({ abortSignal: controller.signal }).next());
  controller.abort();
  assert.equal((await call).name, "AbortError");
  assert.equal((await fetch(origin + LIST, { headers: { authorization: ADMIN } })).status, 200);
  assert.ok(!/error|warn/i.test(log()), log());
}

/** With the body read by a middleware of this language before the proxy. */
async function survives(origin) {
  const client = clientOf(origin, ADMIN);
  const validFrom = new Date(Date.now() + 3_600_000);
  const validUntil = new Date(Date.now() + 7_200_000);
  const { id } = await client.createRoom({ validFrom, validUntil });
  assert.equal((await client.getRoom(id)).validUntil.getTime(), validUntil.getTime());
  const later = new Date(validUntil.getTime() + 60_000);
  assert.equal((await client.updateRoom(id, { validFrom, validUntil: later })).validUntil.getTime(), later.getTime());
  await client.addOrUpdateParticipants(id, [{ id: user(1), role: "Presenter" }]);
  assert.equal((await client.listParticipants(id).next()).value.role, "Presenter");
  await client.deleteRoom(id);
}

test("there are programs", () => assert.equal(programs.length, 6));

for (const [version, name] of [["5", "express"], ["4", "express-4"]]) {
  const program = () => programWith('from "express"').replace('from "express"', `from "${name}"`);
  const mount = 'app.use("/api/rooms-proxy",';

  test(`Express ${version}`, () => run(`express-${version}.mjs`, program(), works));

  for (const [what, parser] of Object.entries({
    "JSON": "express.json()",
    "JSON of both types": 'express.json({ type: ["application/json", "application/merge-patch+json"] })',
    "text": 'express.text({ type: "*/*" })',
    "bytes": 'express.raw({ type: "*/*" })',
    "all of them": 'express.json(), express.urlencoded({ extended: true }), express.text({ type: "*/*" })',
  })) {
    test(`Express ${version} behind a parser of ${what}`, () => run(`express-${version}-parsed.mjs`, program().replace(mount, `app.use(${parser});\n${mount}`), survives));
  }

  test(`Express ${version} when the body is gone`, () => {
    const reader = "app.use(async (request, _response, next) => { for await (const _ of request); next(); });";
    return run(`express-${version}-gone.mjs`, program().replace(mount, `${reader}\n${mount}`), async (origin, log) => {
      const client = clientOf(origin, ADMIN);
      for (const call of [client.createRoom(), client.updateRoom("99480215317774646", { pstnDialOutEnabled: true })]) {
        const error = await rejectionOf(call);
        assert.deepEqual([error.statusCode, error.code], [500, "BodyConsumed"]);
        assert.match(error.message, /Put the proxy before what reads bodies/);
      }
      assert.match(log(), /BodyConsumed/);
    });
  });

  test(`Express ${version}, mounted in a router that is mounted`, () => {
    const nested = 'const router = express.Router();\nrouter.use("/rooms-proxy", toNodeHandler(proxy));\napp.use("/api", router);';
    return run(`express-${version}-router.mjs`, program().replace(/^app\.use\("\/api\/rooms-proxy".*$/m, nested), survives);
  });

  test(`Express ${version}, mounted where the proxy is not`, () =>
    run(`express-${version}-astray.mjs`, program().replace(mount, 'app.use("/rooms",'), async (origin) => {
      const response = await fetch(`${origin}/rooms/rooms`);
      assert.equal(response.status, 404);
      assert.match((await response.json()).error.message, /^The proxy is at \/api\/rooms-proxy, and was asked for \/rooms\/rooms\./);
    }));
}

test("Express in TypeScript, as `tsc --init` writes its options", () => {
  const program = programWith('from "express"')
    .replace("_asked, { user })", "_asked, { user }: express.Request & { user?: User | undefined })")
    .replace("request.user =", "(request as express.Request & { user?: User | undefined }).user =")
    .replace("process.env.ACS_CONNECTION_STRING", 'process.env["ACS_CONNECTION_STRING"]!')
    .replace("process.env.PORT", 'process.env["PORT"]')
    .replace('import { userOf }', "import { type User, userOf }")
    .replace('"./sign-in.js"', '"./sign-in-typed.js"');
  writeFileSync(join(project.dir, "sign-in-typed.ts"), "export interface User { isAdmin: boolean; roomIds: string[] }\nexport const userOf = (_authorization: string | undefined): User | undefined => undefined;\n");
  writeFileSync(join(project.dir, "express-typed.ts"), program);
  const compilerOptions = {
    module: "nodenext", target: "esnext", types: ["node"], typeRoots: [join(shared, "@types")], lib: ["esnext"], strict: true, noEmit: true,
    noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, verbatimModuleSyntax: true, isolatedModules: true, noUncheckedSideEffectImports: true,
    moduleDetection: "force", noPropertyAccessFromIndexSignature: true,
    // For others' declarations, as there.
    skipLibCheck: true,
  };
  writeFileSync(join(project.dir, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["express-typed.ts"] }));
  try {
    execFileSync(process.execPath, [join(shared, "typescript/bin/tsc"), "--project", project.dir], { encoding: "utf8" });
  } catch (error) {
    assert.fail(error.stdout);
  }
});

test("Fastify", () => run("fastify.mjs", programWith('from "fastify"'), works));

test("Fastify, with other routes that read bodies", () => {
  const route = 'app.post("/echo", async ({ body }) => body);\nawait app.listen';
  return run("fastify-routes.mjs", programWith('from "fastify"').replace("await app.listen", route), async (origin) => {
    const response = await fetch(`${origin}/echo`, { method: "POST", headers: { "content-type": "application/json" }, body: '{"a":1}' });
    assert.deepEqual(await response.json(), { a: 1 });
    await survives(origin);
  });
});

test("Hono", () => run("hono.mjs", programWith('from "hono"'), works));

for (const [what, reader] of Object.entries({
  JSON: "await context.req.json()",
  text: "await context.req.text()",
  bytes: "await context.req.arrayBuffer()",
})) {
  test(`Hono behind middleware that reads ${what}`, () => {
    const middleware = `app.use(async (context, next) => {\n  if (["POST", "PATCH"].includes(context.req.method)) ${reader};\n  await next();\n});\napp.all`;
    return run(`hono-${what}.mjs`, programWith('from "hono"').replace("app.all", middleware), survives);
  });
}

test("Hono when the body is gone", () => {
  const program = programWith('from "hono"')
    .replace("app.all", "app.use(async (context, next) => {\n  if (context.req.raw.body) await context.req.raw.text();\n  await next();\n});\napp.all")
    .replace("req.raw.bodyUsed ? await cloneRawRequest(req) : req.raw", "req.raw");
  return run("hono-gone.mjs", program, async (origin) => {
    const error = await rejectionOf(clientOf(origin, ADMIN).createRoom());
    assert.deepEqual([error.statusCode, error.code], [500, "BodyConsumed"]);
    assert.match(error.message, /or a clone of it/);
  });
});

test("Next.js: the program is the route of the example, which the tests of the example run", () => {
  const route = readFileSync(new URL("../../examples/next/app/api/rooms-proxy/[...path]/route.js", import.meta.url), "utf8");
  assert.equal(programWith("export { handle as GET"), route);
});

test("Vite's server.proxy, and what changeOrigin does", async () => {
  const { createServer } = await import(pathToFileURL(join(shared, "vite/dist/node/index.js")));
  await run("behind-vite.mjs", programWith('from "express"'), async (server) => {
    process.env.SERVER_PORT = new URL(server).port;
    writeFileSync(join(project.dir, "vite.config.mjs"), programWith("server: {"));
    const { default: config } = await import(pathToFileURL(join(project.dir, "vite.config.mjs")));
    const target = config.server.proxy["/api/rooms-proxy"];
    const withVite = async (proxy, use, given) => {
      const port = given ?? (await freePort());
      const vite = await createServer({
        ...config,
        configFile: false,
        root: project.dir,
        logLevel: "silent",
        optimizeDeps: { noDiscovery: true },
        server: { ...config.server, proxy: { "/api/rooms-proxy": proxy }, port, strictPort: true, host: "127.0.0.1", ws: false, watch: null },
      });
      try {
        await vite.listen();
        await use(`http://127.0.0.1:${port}`);
      } finally {
        await vite.close();
      }
    };
    // What a page's browser adds.
    const asPage = (origin) => clientOf(origin, ADMIN, { origin, "sec-fetch-site": "same-origin" });
    await withVite(target, async (origin) => {
      const { id } = await asPage(origin).createRoom();
      assert.equal((await asPage(origin).getRoom(id)).id, id);
    });
    for (const changing of [{ ...target, changeOrigin: true }, target.target]) {
      await withVite(changing, async (origin) => {
        const error = await rejectionOf(asPage(origin).createRoom());
        assert.deepEqual([error.statusCode, error.code], [403, "CrossSiteRequest"]);
        assert.ok(error.message.includes(`a page of ${origin}, and was sent to ${server}.`), error.message);
        assert.match(error.message, /changeOrigin/);
      });
    }
    const named = programWith('from "express"').replace('basePath: "/api/rooms-proxy",', 'basePath: "/api/rooms-proxy",\n  cors: { origins: process.env.ORIGINS.split(",") },');
    const port = await freePort();
    const env = { ACS_CONNECTION_STRING: emulator.connectionString, ORIGINS: `http://127.0.0.1:${port}` };
    await serving({ dir: project.dir, file: "named-origin.mjs", code: named, env }, (origin) =>
      withVite(origin, async (origin) => assert.match((await asPage(origin).createRoom()).id, /^\d+$/), port));
  });
});
