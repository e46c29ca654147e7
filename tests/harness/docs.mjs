// Programs that a page of the docs shows, run.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/**
 * The programs of a page.
 * @returns `all`, and `withWords`, which finds the one that has these words
 */
export function programsOf(page, language = "js") {
  const text = readFileSync(new URL(`../../docs/${page}`, import.meta.url), "utf8");
  const all = [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map((match) => match[1]);
  const withWords = (words) => {
    const found = all.filter((program) => program.includes(words));
    assert.equal(found.length, 1, `${found.length} programs of ${page} with ${words}`);
    return found[0];
  };
  return { text, all, withWords };
}

/** A port of loopback that nobody uses at the moment. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Writes a program that serves on `PORT`, and runs it until `use` is done with its origin. */
export async function serving({ dir, file, code, env = {} }, use) {
  writeFileSync(join(dir, file), code);
  const port = await freePort();
  const child = spawn(process.execPath, [file], { cwd: dir, env: { ...process.env, ...env, PORT: String(port) }, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (log += chunk));
  const exit = once(child, "exit");
  try {
    const origin = `http://127.0.0.1:${port}`;
    while (!(await fetch(origin).then(() => true, () => false))) {
      assert.equal(child.exitCode, null, `${file} ended: ${log}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await use(origin, () => log);
  } finally {
    child.kill();
    await exit;
  }
}
