// The journal in the browser's storage: rooms outlive the page and a killed browser, for one page at a time.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import puppeteer from "puppeteer-core";

import { serve } from "../harness/browser.mjs";
import { makeProject } from "../harness/project.mjs";
import { figure, setting } from "./figures.mjs";

const KILLS = setting("ACS_ROOMS_BROWSER_KILLS", 3);
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

let project;
let server;
let profile;
let browser;

before(async () => {
  project = makeProject(new URL("./projects", import.meta.url));
  server = await serve(project.dir);
  profile = mkdtempSync(join(tmpdir(), "acs-rooms-profile-"));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
  project?.remove();
  if (profile) rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

/** The same profile each time: its storage is what is tested. */
function launch() {
  return puppeteer.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", userDataDir: profile, args: FLAGS });
}

async function openPage() {
  const page = await browser.newPage();
  await page.goto(`${server.origin}/journal.html`);
  await ready(page);
  return page;
}

const ready = (page) => page.waitForFunction("globalThis.outcome === 'ready'");

/** Calls a function of the page's script. */
const call = (page, name, ...args) => page.evaluate((name, args) => globalThis.page[name](...args), name, args);

test("rooms outlive the page, compacted", async () => {
  const page = await openPage();
  assert.equal(await call(page, "open", "reload"), 0);
  const id = await call(page, "create");
  const deleted = await call(page, "create");
  for (let i = 0; i < 5; i++) await call(page, "touch", id);
  await call(page, "remove", deleted);
  // A page that is being reloaded holds the journal until it is gone.
  await page.reload();
  await ready(page);
  assert.equal(await call(page, "open", "reload"), 8);
  assert.deepEqual(await call(page, "list"), [id]);
  await page.close();
  const again = await openPage();
  // The room, the deleted room, and the two requests, which are repeatable.
  assert.equal(await call(again, "open", "reload"), 4);
  assert.deepEqual(await call(again, "list"), [id]);
  await call(again, "reset");
  await call(again, "close");
  assert.equal(await call(again, "open", "reload"), 0);
  await again.close();
});

test("one page at a time", async () => {
  const first = await openPage();
  const second = await openPage();
  assert.equal(await call(first, "open", "shared"), 0);
  const refused = await call(second, "open", "shared");
  assert.match(String(refused), /another page or worker uses the journal 'shared'/);
  assert.equal(await call(second, "open", "its own"), 0);
  await call(first, "create");
  await call(second, "close");
  await call(first, "close");
  assert.equal(await call(second, "open", "shared"), 1);
  await Promise.all([first.close(), second.close()]);
});

test("what the storage refuses is not answered, and nothing is until reset", async () => {
  const page = await openPage();
  await call(page, "open", "full");
  const [refused, later, list, afterReset] = await call(page, "quotaExceeded");
  assert.notEqual(refused, "done");
  assert.notEqual(later, "done");
  assert.notEqual(list, "done");
  assert.equal(afterReset, "done");
  await page.reload();
  await ready(page);
  assert.equal(await call(page, "open", "full"), 1);
  await page.close();
});

test(`${KILLS} kills of the browser lose nothing that was answered`, async () => {
  const answered = [];
  let there = 0;
  for (let round = 0; round <= KILLS; round++) {
    const page = await openPage();
    assert.equal(typeof (await call(page, "open", "kills")), "number");
    const ids = await call(page, "list");
    assert.equal(new Set(ids).size, ids.length);
    const lost = answered.filter((id) => !ids.includes(id));
    assert.deepEqual(lost, [], `round ${round}`);
    there = ids.length;
    if (round === KILLS) break;
    const before = answered.length;
    await page.exposeFunction("acknowledged", (id) => void answered.push(id));
    await call(page, "storm");
    await new Promise((resolve) => setTimeout(resolve, 400));
    const program = browser.process();
    program.kill("SIGKILL");
    await once(program, "exit");
    assert.ok(answered.length > before, "no room was answered");
    browser = await launch();
  }
  figure(`${KILLS} kills of Chromium: ${answered.length} rooms answered and all there, ${there - answered.length} more made and not told`);
});
