// A server of an example: started, asked, and stopped.

import { start } from "./process.mjs";

/**
 * Starts a program that prints the address it listens on.
 * @returns its origin, `log()` with all it printed, and `stop()`
 */
export async function startServer(dir, program, args, variables) {
  const { found, log, stop } = await start(program, args, { cwd: dir, env: variables, ready: /http:\/\/(?:127\.0\.0\.1|localhost):(\d+)/ });
  return { origin: `http://127.0.0.1:${found[1]}`, log, stop };
}
