// WebKitGTK over plain WebDriver, as much of it as opening a page takes.

import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { start } from "../../harness/process.mjs";

const OUTCOME_WITHIN_MS = 120_000;
const READY_WITHIN_MS = 20_000;

/** A port that is free now; the driver takes none by itself. */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** WebKitGTK on a display of its own, for it has no headless mode. */
export async function openWebKit() {
  const cwd = "/";
  const display = await start("Xvfb", ["-displayfd", "1", "-screen", "0", "1024x768x24", "-nolisten", "tcp"], { cwd, ready: /^(\d+)\n/ });
  const port = await freePort();
  const driver = await start("WebKitWebDriver", [`--port=${port}`], { cwd, env: { DISPLAY: `:${display.found[1]}` } });
  const base = `http://127.0.0.1:${port}`;
  async function command(method, path, body) {
    const response = await fetch(base + path, { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`WebDriver ${method} ${path}: ${value.error} ${value.message}`);
    return value;
  }
  async function close() {
    await driver.stop();
    await display.stop();
  }
  try {
    // It says nothing when it is ready.
    await ready(() => command("GET", "/status"));
    const { sessionId, capabilities } = await command("POST", "/session", { capabilities: {} });
    const session = `/session/${sessionId}`;
    return {
      version: capabilities.browserVersion,
      /** Opens the page and waits until its script has set `globalThis.outcome`. */
      async outcomeOf(url) {
        await command("POST", `${session}/url`, { url });
        const last = Date.now() + OUTCOME_WITHIN_MS;
        const script = "return globalThis.outcome === undefined ? null : globalThis.outcome";
        while (Date.now() < last) {
          const outcome = await command("POST", `${session}/execute/sync`, { script, args: [] });
          if (outcome !== null) return { outcome, troubles: [] };
          await sleep(200);
        }
        return { outcome: undefined, troubles: [`no outcome within ${OUTCOME_WITHIN_MS / 1000} s`] };
      },
      async close() {
        await command("DELETE", session).catch(() => {});
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function ready(ask) {
  const last = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const error = await ask().then(() => undefined, (reason) => reason);
    if (error === undefined) return;
    if (Date.now() > last) throw new Error(`WebKitWebDriver did not answer within ${READY_WITHIN_MS / 1000} s`, { cause: error });
    await sleep(50);
  }
}
