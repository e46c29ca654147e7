// workerd, served by wrangler, by Miniflare and by Vite.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, start } from "../../harness/process.mjs";
import { dev } from "../../harness/wrangler.mjs";
import { tool, versionOf } from "../project.mjs";
import { placed } from "./places.mjs";
import { NODES, node } from "./runtimes.mjs";

const TESTS = "tests";
const CLOUDFLARE_VITE = "tests/packaging/tools/cloudflare-vite";
const MINIFLARE = "tests/packaging/tools/miniflare";
const REQUESTS = 300;
const ROUNDS = 2;

async function resultsFrom(url, log) {
  // With hundreds of connections at once workerd resets one at times; a runtime that is gone refuses the second one.
  const response = await fetch(url).catch(() => fetch(url)).catch((error) => {
    throw new Error(`${url}: ${error.message} (${error.cause?.message})\n${log()}`, { cause: error });
  });
  if (response.status !== 200) throw new Error(`${url}: ${response.status} ${await response.text()}\n${log()}`);
  return response.json();
}

/**
 * Each answer must be the one to its own request, and requests that their caller gave up must not harm the others. Not
 * through wrangler, whose own proxy loses requests when others are cancelled, also those of a worker that only fetches.
 */
async function manyRequests(at, log) {
  for (let round = 0; round < ROUNDS; round++) {
    const answers = await Promise.all(Array.from({ length: REQUESTS }, async (_, n) => {
      const user = `8:acs:11111111-2222-4333-8444-555555555555_66666666-7777-4888-9999-${String(n).padStart(12, "0")}`;
      const url = `${at}?user=${user}`;
      if (n % 3 === 0) cancelled(url);
      const { id, participants } = await resultsFrom(url, log);
      const found = participants.map((participant) => `${participant.id.communicationUserId} ${participant.role}`).join();
      if (found !== `${user} Presenter`) throw new Error(`the answer for ${user} has ${found}`);
      return id;
    }));
    const different = new Set(answers).size;
    if (different !== REQUESTS) throw new Error(`${REQUESTS} requests at once gave ${different} different rooms`);
  }
}

function cancelled(url) {
  const controller = new AbortController();
  fetch(url, { signal: controller.signal }).catch(() => {});
  setTimeout(() => controller.abort(), 5);
}

const wranglerRow = (name, { needs, group, program, flags }) => ({
  name,
  fixtures: ["worker"],
  needs,
  version: () => versionOf(group, "wrangler"),
  async run({ dir, connectionString }) {
    const worker = await dev(dir, "worker.mjs", { CONNECTION_STRING: connectionString }, flags, program());
    try {
      return await resultsFrom(`${worker.origin}/suite`, worker.log);
    } finally {
      await worker.stop();
    }
  },
});
const onNode = (major, group) => () => ({ node: node(major), wrangler: tool(group, "wrangler/bin/wrangler.js") });
const oldWrangler = { group: TESTS, needs: [TESTS, NODES], program: onNode("20", TESTS) };
const newWrangler = { group: CLOUDFLARE_VITE, needs: [CLOUDFLARE_VITE, NODES], program: onNode("24", CLOUDFLARE_VITE) };

export const workers = [
  wranglerRow("workerd", { ...oldWrangler, flags: [] }),
  wranglerRow("workerd-nodejs-compat", { ...oldWrangler, flags: ["nodejs_compat"] }),
  wranglerRow("workerd-newer", { ...newWrangler, flags: [] }),
  {
    name: "miniflare",
    fixtures: ["worker", "miniflare"],
    tools: MINIFLARE,
    needs: [MINIFLARE, NODES],
    version: () => versionOf(MINIFLARE, "miniflare"),
    async run({ dir, connectionString }) {
      const served = await start(node("22"), ["main.mjs", connectionString], { cwd: dir, ready: /Ready on (http:\/\/127\.0\.0\.1:\d+)/ });
      try {
        const results = await resultsFrom(`${served.found[1]}/suite`, served.log);
        for (const path of ["/in-process", "/over-http"]) await manyRequests(served.found[1] + path, served.log);
        return results;
      } finally {
        await served.stop();
      }
    },
  },
  {
    name: "cloudflare-vite",
    fixtures: ["worker", "cloudflare-vite"],
    tools: CLOUDFLARE_VITE,
    needs: [CLOUDFLARE_VITE, NODES],
    places: ["dev: ", "build: "],
    version: () => versionOf(CLOUDFLARE_VITE, "@cloudflare/vite-plugin"),
    async run({ dir, connectionString }) {
      // Read by the plugin, as wrangler reads it.
      writeFileSync(join(dir, ".dev.vars"), `CONNECTION_STRING="${connectionString}"\n`);
      const vite = ["node_modules/vite/bin/vite.js"];
      const results = [];
      const add = async (place, command) => {
        const served = await start(node("24"), [...vite, command, "--host", "127.0.0.1", "--port", "0"], { cwd: dir, ready: /(http:\/\/127\.0\.0\.1:\d+)\// });
        try {
          const found = await resultsFrom(`${served.found[1]}/suite`, served.log);
          results.push(...placed(place, found));
        } finally {
          await served.stop();
        }
      };
      await add("dev: ", "dev");
      await run(node("24"), [...vite, "build"], { cwd: dir });
      await add("build: ", "preview");
      return results;
    },
  },
];
