// A server of an example: started, asked, and stopped.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { environment } from "./example.mjs";

const READY_WITHIN_MS = 60_000;

/**
 * Starts a program that prints the address it listens on.
 * @returns its origin, `log()` with all it printed, and `stop()`
 */
export async function startServer(dir, program, args, variables) {
  // A group of its own, so that what it starts is stopped with it.
  const child = spawn(program, args, { cwd: dir, env: environment(variables), stdio: ["ignore", "pipe", "pipe"], detached: true });
  const exit = once(child, "exit");
  let log = "";
  let timer;
  const stop = async () => {
    clearTimeout(timer);
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, "SIGTERM");
    await exit;
  };
  try {
    const origin = await new Promise((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (chunk) => {
          log += chunk;
          const found = /http:\/\/(?:127\.0\.0\.1|localhost):(\d+)/.exec(log);
          if (found) resolve(`http://127.0.0.1:${found[1]}`);
        });
      }
      exit.then(([code]) => reject(new Error(`${program} stopped with code ${code}:\n${log}`)), reject);
      timer = setTimeout(() => reject(new Error(`${program} was not ready within ${READY_WITHIN_MS} ms:\n${log}`)), READY_WITHIN_MS);
    });
    clearTimeout(timer);
    return { origin, log: () => log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
