// Other people's programs: run to their end, or started and stopped. Both with nothing reported anywhere.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { quiet } from "./quiet.mjs";

const LIMIT_MS = 400_000;
const READY_WITHIN_MS = 120_000;

/** Runs a program to its end and returns what it printed; fails with all of that when the program does. */
export async function run(program, args, { cwd, env = {} }) {
  try {
    const { stdout } = await promisify(execFile)(program, args, {
      cwd,
      env: quiet(env),
      maxBuffer: 1 << 26,
      timeout: LIMIT_MS,
      killSignal: "SIGKILL",
    });
    return stdout;
  } catch (error) {
    const why = error.killed ? `still ran after ${LIMIT_MS / 1000} s` : `exit ${error.code ?? error.signal}`;
    throw new Error(`${program} ${args.join(" ")}: ${why}\n${error.stdout ?? ""}${error.stderr ?? ""}`);
  }
}

const started = new Set();
process.on("exit", () => started.forEach(kill));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

/** Ends the program with everything that it started. */
function kill(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
}

/**
 * Starts a program that serves until it is stopped.
 * @param ready - what it prints when it serves; `found` is the match. Without, it counts as ready at once.
 */
export async function start(program, args, { cwd, env = {}, ready }) {
  // A group of its own, so that what it starts ends with it.
  const child = spawn(program, args, { cwd, env: quiet(env), stdio: ["ignore", "pipe", "pipe"], detached: true });
  started.add(child);
  const exit = once(child, "exit");
  let log = "";
  let timer;
  const found = await new Promise((resolve, reject) => {
    const read = (chunk) => {
      log += chunk;
      const match = ready?.exec(log);
      if (match) resolve(match);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    if (ready === undefined) child.once("spawn", resolve);
    exit.then(() => reject(new Error(`${program} ${args.join(" ")} stopped: ${log}`)), reject);
    timer = setTimeout(() => {
      kill(child);
      reject(new Error(`${program} ${args.join(" ")} was not ready within ${READY_WITHIN_MS / 1000} s: ${log}`));
    }, READY_WITHIN_MS);
  }).finally(() => clearTimeout(timer));
  return {
    found,
    log: () => log,
    async stop() {
      child.kill("SIGTERM");
      const late = setTimeout(() => kill(child), 5000);
      await exit;
      clearTimeout(late);
      kill(child);
      started.delete(child);
    },
  };
}
