// What docs/proxy.md and examples/worker show, run.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "../harness/browser.mjs";
import { programsOf, serving } from "../harness/docs.mjs";
import { startEmulator } from "../harness/emulator.mjs";
import { makeProject } from "../harness/project.mjs";
import { namesOf, rejectionOf } from "../harness/proxy.mjs";
import { dev } from "../harness/wrangler.mjs";

const { all: blocks, withWords: blockWith } = programsOf("proxy.md");

const TOKEN = "canary-token-of-the-page";
// The reader has sessions of their own.
const SESSIONS = `export const sessionOf = async (request) =>
  request.headers.get("authorization") === "Bearer ${TOKEN}" ? { isAdmin: true, roomIds: [] } : undefined;`;

let project;
let example;
let emulator;
let names;

before(async () => {
  project = makeProject(new URL("./fixtures", import.meta.url));
  example = makeProject(new URL("../../examples/worker", import.meta.url));
  names = await namesOf(project);
  emulator = await startEmulator(project.dir);
  writeFileSync(join(project.dir, "sessions.js"), SESSIONS);
});
after(async () => {
  await emulator?.stop();
  example?.remove();
  project?.remove();
});

const clientOf = (origin, token) =>
  names.RoomsClient.throughProxy(`${origin}/api/rooms-proxy`, {
    fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } }),
  });

/** Whoever has the token makes a room, and who has another does not. */
async function works(origin) {
  const { id } = await clientOf(origin, TOKEN).createRoom();
  assert.equal((await clientOf(origin, TOKEN).getRoom(id)).id, id);
  const error = await rejectionOf(clientOf(origin, "another").getRoom(id));
  assert.deepEqual([error.statusCode, error.code], [403, "NotAuthorized"]);
}

/** Runs a program of the page, until `use` is done. */
const run = (file, code, use) => serving({ dir: project.dir, file, code, env: { ACS_CONNECTION_STRING: emulator.connectionString } }, use);

test("there are blocks", () => assert.ok(blocks.length >= 5, `${blocks.length} blocks`));

test("Workers", async () => {
  writeFileSync(join(project.dir, "docs-worker.js"), blockWith("export default"));
  const worker = await dev(project.dir, "docs-worker.js", { ACS_CONNECTION_STRING: emulator.connectionString, ADMIN_TOKEN: TOKEN }, []);
  try {
    await works(worker.origin);
  } finally {
    await worker.stop();
  }
});

test("Workers let nobody in while no token is set", async () => {
  writeFileSync(join(project.dir, "docs-worker-open.js"), blockWith("export default"));
  const worker = await dev(project.dir, "docs-worker-open.js", { ACS_CONNECTION_STRING: emulator.connectionString }, []);
  try {
    for (const token of ["undefined", "null", "", TOKEN]) {
      const error = await rejectionOf(clientOf(worker.origin, token).createRoom());
      assert.deepEqual([error.statusCode, error.code], [403, "NotAuthorized"], `Bearer ${token}`);
    }
  } finally {
    await worker.stop();
  }
});

test("Node", () => run("docs-node.mjs", blockWith("createServer"), works));

test("Deno, its serve and env in Node's words", async () => {
  writeFileSync(join(project.dir, "deno.mjs"), `
    import { serve } from "./proxy-server.mjs";
    globalThis.Deno = {
      env: { get: (name) => process.env[name] },
      serve: (handler) => serve(handler, Number(process.env.PORT)),
    };`);
  await run("docs-deno.mjs", `import "./deno.mjs";\n${blockWith("Deno.serve")}`, works);
});

test("the other blocks", async () => {
  const rest = blocks.filter((block) => !/export default|createServer|Deno/.test(block));
  assert.equal(rest.length, 2);
  process.env.ACS_CONNECTION_STRING = emulator.connectionString;
  for (const [n, block] of rest.entries()) {
    writeFileSync(join(project.dir, `docs-${n}.mjs`), block);
    await import(join(project.dir, `docs-${n}.mjs`));
  }
});

test("examples/worker, with the admin page in a browser", async () => {
  const vars = { ACS_CONNECTION_STRING: emulator.connectionString, ADMIN_TOKEN: TOKEN };
  const worker = await dev(example.dir, "src/worker.js", vars, []);
  const browser = await launch();
  try {
    const { id } = await clientOf(worker.origin, TOKEN).createRoom();
    for (const path of ["/", "/index.html", "/theme.js", "/api/connection.json", "/api/rooms-proxy/rooms?api-version=2025-03-13"]) {
      for (const authorization of [undefined, "Bearer another", `Basic ${btoa("admin:another")}`, "Basic ***", `Basic ${btoa(TOKEN)}x`, "Bearer "]) {
        const response = await fetch(worker.origin + path, { headers: authorization && { authorization } });
        assert.equal(response.status, 401, `${path} ${authorization}`);
        assert.match(response.headers.get("www-authenticate"), /^Basic /);
        await response.body.cancel();
      }
    }

    const page = await browser.newPage();
    const seen = [];
    const troubles = [];
    page.on("response", (response) => seen.push(response));
    page.on("pageerror", (error) => troubles.push(String(error)));
    page.on("console", (message) => message.type() === "error" && !/Failed to load resource/.test(message.text()) && troubles.push(message.text()));
    await page.authenticate({ username: "admin", password: TOKEN });
    const response = await page.goto(worker.origin);
    assert.match(response.headers()["content-security-policy"], /frame-ancestors 'none'/);
    // The room of the program is there; one more is made and deleted by hand.
    await page.waitForSelector(`[data-room="${id}"]`);
    assert.match(await page.$eval('[data-testid="connection"]', (element) => element.textContent), /Emulator behind the proxy.*http:\/\/127\.0\.0\.1:\d+/s);
    await page.click('[data-testid="create"]');
    await page.waitForSelector('[data-testid="submit"]');
    await page.click('[data-testid="submit"]');
    const panel = await page.waitForSelector('[data-testid="room-panel"]');
    const made = await panel.evaluate((element) => element.getAttribute("data-room"));
    assert.equal((await clientOf(worker.origin, TOKEN).getRoom(made)).id, made);
    await page.click('[data-testid="delete"]');
    await page.waitForSelector('[data-testid="confirm"]');
    await page.click('[data-testid="confirm"]');
    await page.waitForSelector('[data-testid="room-panel"]', { hidden: true });
    assert.equal((await rejectionOf(clientOf(worker.origin, TOKEN).getRoom(made))).statusCode, 404);
    assert.deepEqual(troubles, []);
    // The first is the challenge; the deleted room is asked for once more.
    const failed = seen.filter((response) => response.status() >= 400 && !response.url().includes(made)).map((response) => `${response.status()} ${response.url()}`);
    assert.deepEqual(failed.filter((text) => text !== `401 ${worker.origin}/`), []);

    const key = /accesskey=(.*)/.exec(emulator.connectionString)[1];
    assert.ok(seen.length >= 8, `${seen.length} answers`);
    for (const response of seen) {
      assert.ok(response.url().startsWith(worker.origin), response.url());
      const text = JSON.stringify(response.headers()) + (await response.text().catch(() => ""));
      // The page can write commands that sign; none of them is signed.
      assert.ok(!text.includes(key) && !/Signature=[\w+/]/.test(text), response.url());
    }
  } finally {
    await browser.close();
    await worker.stop();
  }
});
