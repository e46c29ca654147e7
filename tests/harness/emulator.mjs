// The emulator as a program of its own, over HTTP.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { join } from "node:path";

/**
 * Starts `acs-rooms emulator` of a folder in which the package is installed, on a free port.
 * Resolves when it has printed its connection string.
 */
export async function startEmulator(dir, args = []) {
  const program = join(dir, "node_modules/.bin/acs-rooms");
  const child = spawn(program, ["emulator", "--port", "0", ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(child, "exit");
  const connectionString = await new Promise((resolve, reject) => {
    exit.then(([code]) => reject(new Error(`the emulator stopped with code ${code} before it was ready`)), reject);
    createInterface({ input: child.stdout }).on("line", (line) => {
      const found = /^connection string: (.*)$/.exec(line);
      if (found) resolve(found[1]);
    });
  });
  return {
    connectionString,
    /** Asks it to stop; resolves with its exit code and signal. */
    async stop() {
      child.kill("SIGTERM");
      return exit;
    },
  };
}
