// A Worker of an example in workerd, with what its own wrangler.jsonc binds, and with handlers that can be called.

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as optionsOf } from "wrangler";
import { quiet } from "./quiet.mjs";
import { program } from "./wrangler.mjs";

/** Bundles the Worker as for an upload: what Miniflare takes as modules, the main one first. */
export function bundleOf(dir) {
  const out = join(dir, ".bundle");
  rmSync(out, { recursive: true, force: true });
  execFileSync(process.execPath, [program, "deploy", "--dry-run", "--outdir", out], { cwd: dir, env: quiet(), stdio: ["ignore", "ignore", "inherit"] });
  const modules = readdirSync(out).flatMap((file) => {
    const path = join(out, file);
    if (file.endsWith(".wasm")) return [{ type: "CompiledWasm", path: file, contents: readFileSync(path) }];
    if (file.endsWith(".js")) return [{ type: "ESModule", path: file, contents: readFileSync(path, "utf8") }];
    return [];
  });
  return modules.sort((a, b) => Number(b.type === "ESModule") - Number(a.type === "ESModule"));
}

/**
 * @param dir - of the example
 * @param modules - of `bundleOf`, or with others around them
 * @param bindings - texts: its secrets
 * @param others - further Workers, as Miniflare takes them
 * @param hear - is given what they log
 */
export function startWorker(dir, modules, bindings, { others = [], hear } = {}) {
  const { workerOptions } = optionsOf(join(dir, "wrangler.jsonc"));
  return new Miniflare({
    cf: false,
    handleRuntimeStdio: (...streams) => streams.forEach((stream) => stream.on("data", (chunk) => hear?.(String(chunk)))),
    host: "127.0.0.1",
    port: 0,
    telemetry: { enabled: false },
    workers: [{ ...workerOptions, modules, modulesRoot: "/", bindings: { ...workerOptions.bindings, ...bindings } }, ...others],
  });
}
