// Cloudflare's own tool, kept from speaking to anyone outside.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export const program = fileURLToPath(new URL("../node_modules/wrangler/bin/wrangler.js", import.meta.url));
export const env = {
  ...process.env,
  CI: "1",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  DO_NOT_TRACK: "1",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_SEND_METRICS: "false",
};
const READY_WITHIN_MS = 60_000;
const DATE = "2026-04-01";

/** Bundles a worker as for an upload, into the folder `out`. */
export function bundle(cwd, main, out) {
  const args = [program, "deploy", main, "--dry-run", "--name", "worker", "--compatibility-date", DATE, "--outdir", out];
  execFileSync(process.execPath, args, { cwd, env, stdio: ["ignore", "ignore", "inherit"] });
}

/** Serves a worker in workerd on a free port of loopback. */
export async function dev(cwd, main, vars, flags) {
  const args = [program, "dev", main, "--name", "worker", "--compatibility-date", DATE, "--ip", "127.0.0.1", "--port", "0", "--inspector-port", "0"];
  for (const [name, value] of Object.entries(vars)) args.push("--var", `${name}:${value}`);
  for (const flag of flags) args.push("--compatibility-flags", flag);
  const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const exit = once(child, "exit");
  let log = "";
  let timer;
  const origin = await new Promise((resolve, reject) => {
    const read = (chunk) => {
      log += chunk;
      const ready = /Ready on (http:\/\/127\.0\.0\.1:\d+)/.exec(log);
      if (ready) resolve(ready[1]);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    exit.then(() => reject(new Error(`wrangler stopped: ${log}`)), reject);
    timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`wrangler was not ready within ${READY_WITHIN_MS} ms: ${log}`));
    }, READY_WITHIN_MS);
  });
  clearTimeout(timer);
  return {
    origin,
    log: () => log,
    async stop() {
      child.kill("SIGTERM");
      await exit;
    },
  };
}
