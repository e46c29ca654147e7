// Tools that copy a program to where it runs, with no more of its packages than it needs, or with the packages in zip files.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { run, start } from "../../harness/process.mjs";
import { dev } from "../../harness/wrangler.mjs";
import { tool, versionOf } from "../project.mjs";
import { NEXT, route } from "./frameworks.mjs";
import { placed } from "./places.mjs";
import { execute, RUNNERS } from "./runtimes.mjs";

const DEPLOYMENTS = "tests/packaging/tools/deployments";
const NITRO = "node_modules/nitropack/dist/cli/index.mjs";

/** Uses an empty folder that is outside of the project, so that nothing of it is found by accident. */
async function elsewhere(use) {
  const dir = mkdtempSync(join(tmpdir(), "acs-rooms-deployed-"));
  try {
    return await use(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The results of a server that stops afterwards, at a path of it. */
async function served(starting, path, connectionString) {
  const server = await starting;
  try {
    return await route(server.found[1], path, connectionString);
  } catch (error) {
    throw new Error(`${error.message}\n${server.log()}`, { cause: error });
  } finally {
    await server.stop();
  }
}

/** Copies what the tracer says that a program needs, and runs the copy. */
async function traced(file, { dir, connectionString }) {
  const { nodeFileTrace } = createRequire(join(dir, "package.json"))("@vercel/nft");
  const { fileList } = await nodeFileTrace([join(dir, file)], { base: dir });
  const names = [...fileList].map((name) => basename(name));
  for (const wasm of ["client.wasm", "emulator.wasm"]) {
    if (!names.includes(wasm)) throw new Error(`${wasm} is not among the traced files`);
  }
  return elsewhere(async (copy) => {
    for (const name of fileList) {
      mkdirSync(join(copy, dirname(name)), { recursive: true });
      cpSync(join(dir, name), join(copy, name));
    }
    return execute(process.execPath, [file], { dir: copy, connectionString });
  });
}

const nitroBuild = (dir, preset, wasm) =>
  run(process.execPath, [NITRO, "build"], { cwd: dir, env: { NITRO_PRESET: preset, NITRO_WASM: String(wasm), NITRO_TELEMETRY_DISABLED: "1" } });

/** Builds for Node and runs the output, moved to another place. */
async function nitroForNode(wasm, { dir, connectionString }) {
  await nitroBuild(dir, "node_server", wasm);
  return elsewhere(async (copy) => {
    cpSync(join(dir, ".output"), copy, { recursive: true, verbatimSymlinks: true });
    const env = { HOST: "127.0.0.1", PORT: "0", NITRO_HOST: "127.0.0.1", NITRO_PORT: "0" };
    const starting = start(process.execPath, ["server/index.mjs"], { cwd: copy, env, ready: /(http:\/\/127\.0\.0\.1:\d+)/ });
    return served(starting, "/suite", connectionString);
  });
}

/** Builds with Next.js and runs the standalone server, moved to another place. */
const standaloneRow = (bundler) => ({
  name: `next-standalone-${bundler}`,
  fixtures: ["next-standalone"],
  tools: NEXT,
  needs: [NEXT],
  version: () => versionOf(NEXT, "next"),
  async run({ dir, connectionString }) {
    await run(process.execPath, ["node_modules/next/dist/bin/next", "build", `--${bundler}`], { cwd: dir });
    const from = join(dir, ".next/standalone");
    if (!existsSync(join(from, "node_modules/acs-rooms/package.json"))) throw new Error("the package was not traced");
    return elsewhere(async (copy) => {
      cpSync(from, copy, { recursive: true, verbatimSymlinks: true });
      const env = { HOSTNAME: "127.0.0.1", PORT: "0" };
      const starting = start(process.execPath, ["server.js"], { cwd: copy, env, ready: /(http:\/\/127\.0\.0\.1:\d+)[\s\S]*Ready/ });
      return served(starting, "/api/node", connectionString);
    });
  },
});

/** A project of Yarn's Plug'n'Play: there is no node_modules, packages stay zip files. */
async function plugAndPlay(dir, tarball) {
  const { name } = JSON.parse(readFileSync(join(dir, "package.json"), "utf8"));
  rmSync(join(dir, "node_modules"), { recursive: true });
  cpSync(tarball, join(dir, "acs-rooms.tgz"));
  writeFileSync(join(dir, "package.json"), JSON.stringify({ name, private: true, type: "module", dependencies: { "acs-rooms": "file:./acs-rooms.tgz" } }));
  writeFileSync(join(dir, ".yarnrc.yml"), "nodeLinker: pnp\nenableTelemetry: false\nenableNetwork: false\nenableGlobalCache: false\npnpEnableEsmLoader: true\n");
  writeFileSync(join(dir, "yarn.lock"), "");
  const yarn = tool(DEPLOYMENTS, "@yarnpkg/cli-dist/bin/yarn.js");
  await run(process.execPath, [yarn, "install", "--no-immutable"], { cwd: dir });
  return yarn;
}

/** The commands of the package, out of its zip file. */
async function commands(yarn, dir) {
  const admin = await start(process.execPath, [yarn, "acs-rooms", "admin", "--port", "0"], { cwd: dir, ready: /open, once:\s+(http:\/\/127\.0\.0\.1:\d+)/ });
  try {
    for (const path of ["/", "/theme.js", "/licences.txt"]) {
      const { status } = await fetch(admin.found[1] + path);
      if (status !== 200) throw new Error(`the admin page answers ${status} for ${path}`);
    }
  } finally {
    await admin.stop();
  }
  const emulator = await start(process.execPath, [yarn, "acs-rooms", "emulator", "--port", "0"], { cwd: dir, ready: /endpoint=(http:\/\/127\.0\.0\.1:\d+)/ });
  try {
    const { status } = await fetch(`${emulator.found[1]}/_emulator/health`);
    if (status !== 200) throw new Error(`the emulator answers ${status}`);
  } finally {
    await emulator.stop();
  }
}

export const deployments = [
  {
    name: "nft",
    fixtures: ["program"],
    tools: DEPLOYMENTS,
    needs: [DEPLOYMENTS],
    places: ["import: ", "require: "],
    version: () => versionOf(DEPLOYMENTS, "@vercel/nft"),
    run: async (place) => [...placed("import: ", await traced("main.mjs", place)), ...placed("require: ", await traced("main.cjs", place))],
  },
  {
    name: "nitro-node",
    fixtures: ["nitro"],
    tools: DEPLOYMENTS,
    needs: [DEPLOYMENTS],
    places: ["as it comes: ", "with wasm: "],
    version: () => versionOf(DEPLOYMENTS, "nitropack"),
    run: async (place) => [...placed("as it comes: ", await nitroForNode(false, place)), ...placed("with wasm: ", await nitroForNode(true, place))],
  },
  {
    name: "nitro-cloudflare",
    fixtures: ["nitro"],
    tools: DEPLOYMENTS,
    needs: [DEPLOYMENTS, "tests"],
    version: () => versionOf(DEPLOYMENTS, "nitropack"),
    async run({ dir, connectionString }) {
      await nitroBuild(dir, "cloudflare_module", true);
      const worker = await dev(join(dir, ".output/server"), "index.mjs", {}, []);
      return served({ ...worker, found: [, worker.origin] }, "/suite", connectionString);
    },
  },
  {
    name: "nitro-deno",
    fixtures: ["nitro"],
    tools: DEPLOYMENTS,
    needs: [DEPLOYMENTS, RUNNERS],
    version: () => versionOf(DEPLOYMENTS, "nitropack"),
    async run({ dir, connectionString }) {
      await nitroBuild(dir, "deno_server", false);
      const args = ["run", "--no-lock", "--cached-only", "--allow-all", ".output/server/index.mjs"];
      const env = { HOST: "127.0.0.1", PORT: "0", NITRO_HOST: "127.0.0.1", NITRO_PORT: "0" };
      const server = await start(tool(RUNNERS, ".bin/deno"), args, { cwd: dir, env, ready: /Listening.*\b(127\.0\.0\.1:\d+)/ });
      return served({ ...server, found: [, `http://${server.found[1]}`] }, "/suite", connectionString);
    },
  },
  standaloneRow("webpack"),
  standaloneRow("turbopack"),
  {
    name: "yarn-pnp",
    fixtures: ["program"],
    needs: [DEPLOYMENTS],
    places: ["import: ", "require: "],
    version: () => versionOf(DEPLOYMENTS, "@yarnpkg/cli-dist"),
    async run(place) {
      const yarn = await plugAndPlay(place.dir, place.tarball);
      const program = (file) => execute(process.execPath, [yarn, "node", file], place);
      const results = [...placed("import: ", await program("main.mjs")), ...placed("require: ", await program("main.cjs"))];
      await commands(yarn, place.dir);
      return results;
    },
  },
];
