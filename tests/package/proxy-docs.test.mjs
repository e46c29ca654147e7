// What docs/proxy.md and examples/worker show, run.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "../harness/browser.mjs";
import { startEmulator } from "../harness/emulator.mjs";
import { makeProject } from "../harness/project.mjs";
import { namesOf, rejectionOf } from "../harness/proxy.mjs";
import { dev } from "../harness/wrangler.mjs";

const document = readFileSync(new URL("../../docs/proxy.md", import.meta.url), "utf8");
const blocks = [...document.matchAll(/^```js\n(.*?)^```/gms)].map((match) => match[1]);
const blockWith = (words) => {
  const found = blocks.filter((block) => block.includes(words));
  assert.equal(found.length, 1, `${found.length} blocks with ${words}`);
  return found[0];
};

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

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Runs a program that serves on `PORT`, until `use` is done. */
async function serving(file, code, use) {
  writeFileSync(join(project.dir, file), code);
  const port = await freePort();
  const env = { ...process.env, ACS_CONNECTION_STRING: emulator.connectionString, PORT: String(port) };
  const child = spawn(process.execPath, [file], { cwd: project.dir, env, stdio: ["ignore", "inherit", "inherit"] });
  const exit = once(child, "exit");
  try {
    const origin = `http://127.0.0.1:${port}`;
    while (child.exitCode === null && !(await fetch(origin).then(() => true, () => false))) await new Promise((resolve) => setTimeout(resolve, 20));
    await use(origin);
  } finally {
    child.kill();
    await exit;
  }
}

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

test("Node", () => serving("docs-node.mjs", blockWith("createServer"), works));

test("Deno, its serve and env in Node's words", async () => {
  writeFileSync(join(project.dir, "deno.mjs"), `
    import { serve } from "./proxy-server.mjs";
    globalThis.Deno = {
      env: { get: (name) => process.env[name] },
      serve: (handler) => serve(handler, Number(process.env.PORT)),
    };`);
  await serving("docs-deno.mjs", `import "./deno.mjs";\n${blockWith("Deno.serve")}`, works);
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

test("examples/worker, with its page in a browser", async () => {
  const vars = { ACS_CONNECTION_STRING: emulator.connectionString, ADMIN_TOKEN: TOKEN };
  const worker = await dev(example.dir, "src/worker.js", vars, []);
  const browser = await launch();
  try {
    await works(worker.origin);
    const page = await browser.newPage();
    const seen = [];
    page.on("response", (response) => seen.push(response));
    const submit = async (token, action) => {
      await page.$eval("input", (input, value) => { input.value = value; }, token);
      await page.click(`button[value=${action}]`);
      await page.waitForFunction("!['', '…'].includes(document.querySelector('[role=status]').textContent)");
      const said = await page.$eval("[role=status]", (element) => element.textContent);
      await page.$eval("[role=status]", (element) => { element.textContent = ""; });
      return said;
    };
    await page.goto(worker.origin);
    await page.waitForNetworkIdle();
    assert.match(await submit("another", "list"), /does not allow/);
    const before = Number.parseInt(await submit(TOKEN, "list"), 10);
    assert.ok(before >= 1, `${before} rooms`);
    assert.equal(await submit(TOKEN, "create"), `${before + 1} rooms`);
    assert.equal((await page.$$("li")).length, before + 1);
    const key = /accesskey=(.*)/.exec(emulator.connectionString)[1];
    assert.ok(seen.length >= 8, `${seen.length} answers`);
    for (const response of seen) {
      assert.ok(response.url().startsWith(worker.origin), response.url());
      const text = JSON.stringify(response.headers()) + (await response.text());
      assert.ok(!text.includes(key) && !text.includes("Signature="), response.url());
    }
  } finally {
    await browser.close();
    await worker.stop();
  }
});
