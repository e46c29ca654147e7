// How many bytes each place downloads of the built package: raw, gzip -9 and brotli 11, minified as a bundler does.
//
//   node xtask/downloads.mjs [--official]     one line each: name, raw, gzip, brotli; with the official package beside it
//
// Files that travel separately are compressed separately.

import { mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { buildSync } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "target/npm/acs-rooms/dist");
/** A folder in which both packages are found by their names. */
const project = join(root, "target/sizes");
const officialModules = join(root, "tests/node_modules/@azure");

const OWN = "acs-rooms";
const OFFICIAL = "@azure/communication-rooms";
const PAGE = { platform: "browser" };
// As wrangler bundles.
const WORKER = { platform: "browser", conditions: ["workerd", "worker", "browser"] };
const NODE = { platform: "node" };

/** What a name stands for: a bundle of an entry, with the files that it loads besides. */
const OURS = {
  page: { entry: `export { init, RoomsClient } from "${OWN}/slim"`, ...PAGE, wasm: true },
  "page-in-one-file": { entry: `export { RoomsClient } from "${OWN}"`, ...PAGE },
  worker: { entry: `export { RoomsClient } from "${OWN}"`, ...WORKER, wasm: true },
  node: { entry: `export { RoomsClient } from "${OWN}"`, ...NODE },
};
const THEIRS = {
  "official-page": { entry: `export { RoomsClient } from "${OFFICIAL}"`, ...PAGE },
  "official-worker": { entry: `export { RoomsClient } from "${OFFICIAL}"`, ...WORKER },
  "official-node": { entry: `export { RoomsClient } from "${OFFICIAL}"`, ...NODE },
};

/** Bundles an entry as an application would, in which both packages are installed. Returns the bytes. */
export function bundle(entry, { platform, conditions, ...more }) {
  mkdirSync(join(project, "node_modules"), { recursive: true });
  for (const [name, target] of [["acs-rooms", join(dist, "..")], ["@azure", officialModules]]) {
    const link = join(project, "node_modules", name);
    rmSync(link, { force: true });
    symlinkSync(target, link);
  }
  const { outputFiles } = buildSync({
    stdin: { contents: entry, resolveDir: project },
    bundle: true,
    minify: true,
    format: "esm",
    platform,
    conditions,
    external: ["*.wasm"],
    write: false,
    logLevel: "error",
    ...more,
  });
  return Buffer.from(outputFiles[0].contents);
}

const measures = {
  raw: (bytes) => bytes.length,
  gzip: (bytes) => gzipSync(bytes, { level: 9 }).length,
  brotli: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
};

function sizes(files) {
  const sum = (measure) => files.reduce((total, file) => total + measure(file), 0);
  return Object.fromEntries(Object.entries(measures).map(([name, measure]) => [name, sum(measure)]));
}

/** `{ name: { raw, gzip, brotli } }` */
export function downloads({ official = false } = {}) {
  const wasm = readFileSync(join(dist, "client.wasm"));
  const found = { "client.wasm": sizes([wasm]) };
  for (const [name, { entry, wasm: separate, ...options }] of Object.entries({ ...OURS, ...(official && THEIRS) })) {
    const script = bundle(entry, options);
    found[name] = sizes(separate ? [wasm, script] : [script]);
  }
  found["emulator.wasm"] = sizes([readFileSync(join(dist, "emulator.wasm"))]);
  return found;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const [name, { raw, gzip, brotli }] of Object.entries(downloads({ official: process.argv.includes("--official") }))) {
    console.log([name, raw, gzip, brotli].join("\t"));
  }
}
