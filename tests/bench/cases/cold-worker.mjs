// A fresh workerd, from its start to the answer to its first request, for which the client signs one.
// A worker's own clock stands still while it runs, so this is measured from outside, less what an empty worker takes.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import workerd from "workerd";
import { bundle } from "../../harness/wrangler.mjs";
import { alternate, processorMs } from "../measure.mjs";

const SUBJECTS = ["empty", "ours", "official"];

export const what = "start of workerd to the first signed request";

/** Bundles a worker as for an upload, and writes what workerd needs to serve it alone. */
function prepare(dir, subject) {
  const out = join(dir, `upload-${subject}`);
  bundle(dir, `worker-${subject}.js`, out);
  const files = readdirSync(out);
  const embed = (ending, kind) => files.filter((file) => file.endsWith(ending)).map((file) => `(name = "${file}", ${kind} = embed "${file}")`);
  // The first is the one that serves.
  const modules = [...embed(".js", "esModule"), ...embed(".wasm", "wasm")];
  const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (modules = [${modules.join(", ")}], compatibilityDate = "2026-04-01");
`;
  writeFileSync(join(out, "config.capnp"), config);
  return out;
}

async function start(folder) {
  const begin = performance.now();
  const child = spawn(workerd.default, ["serve", "config.capnp", "--control-fd=3"], { cwd: folder, stdio: ["ignore", "inherit", "inherit", "pipe"] });
  const exit = once(child, "exit");
  try {
    const [line] = await Promise.race([
      once(createInterface({ input: child.stdio[3] }), "line"),
      exit.then(() => Promise.reject(new Error("workerd stopped before it listened"))),
    ]);
    const response = await fetch(`http://127.0.0.1:${JSON.parse(line).port}/`);
    const text = await response.text();
    const times = { ms: performance.now() - begin, cpuMs: processorMs(child.pid) };
    if (!text.startsWith("HMAC-SHA256 ")) throw new Error(`the worker did not sign: ${text}`);
    return times;
  } finally {
    child.kill("SIGKILL");
    await exit.catch(() => {});
  }
}

export async function run({ dir, quick, say }) {
  const folders = Object.fromEntries(SUBJECTS.map((subject) => [subject, prepare(dir, subject)]));
  // The files are in the cache, and fetch is warm.
  await start(folders.empty);
  const samples = await alternate(SUBJECTS, quick ? 5 : 21, (subject) => start(folders[subject]), say);
  const above = (subject, kind) => samples[subject].map((times, n) => times[kind] - samples.empty[n][kind]);
  return ["ours", "official"].flatMap((subject) => [
    { name: "cold start in workerd, above an empty worker", unit: "ms", subject, samples: above(subject, "ms") },
    { name: "cold start in workerd, above an empty worker, processor time", unit: "ms", subject, samples: above(subject, "cpuMs") },
  ]);
}
