// Cloudflare's own tool, kept from speaking to anyone outside.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { start } from "./process.mjs";
import { quiet } from "./quiet.mjs";

/** The wrangler that runs on Node 20. */
export const program = fileURLToPath(new URL("../node_modules/wrangler/bin/wrangler.js", import.meta.url));
const DATE = "2026-04-01";

/** Bundles a worker as for an upload, into the folder `out`. */
export function bundle(cwd, main, out) {
  const args = [program, "deploy", main, "--dry-run", "--name", "worker", "--compatibility-date", DATE, "--outdir", out];
  execFileSync(process.execPath, args, { cwd, env: quiet(), stdio: ["ignore", "ignore", "inherit"] });
}

/**
 * Serves a worker in workerd on a free port of loopback.
 * @param other - another Node and wrangler: `{ node, wrangler }`
 */
export async function dev(cwd, main, vars, flags, { node, wrangler } = { node: process.execPath, wrangler: program }) {
  const args = [wrangler, "dev", main, "--name", "worker", "--compatibility-date", DATE, "--ip", "127.0.0.1", "--port", "0", "--inspector-port", "0"];
  for (const [name, value] of Object.entries(vars)) args.push("--var", `${name}:${value}`);
  for (const flag of flags) args.push("--compatibility-flags", flag);
  const { found, log, stop } = await start(node, args, { cwd, ready: /Ready on (http:\/\/127\.0\.0\.1:\d+)/ });
  return { origin: found[1], log, stop };
}
