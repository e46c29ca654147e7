// Next.js, and the test runners in which people use the emulator.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run, start } from "../../harness/process.mjs";
import { tool, versionOf } from "../project.mjs";
import { BUNDLERS, openChromium, resultsAt } from "./browsers.mjs";
import { placed } from "./places.mjs";
import { RUNNERS } from "./runtimes.mjs";

export const NEXT = "tests/packaging/tools/next";

/** What a route of the running application answers. */
export async function route(origin, path, connectionString) {
  const response = await fetch(`${origin}${path}?emulator=${encodeURIComponent(connectionString)}`);
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

const nextRow = (bundler) => ({
  name: `next-${bundler}`,
  fixtures: ["next"],
  tools: NEXT,
  needs: [NEXT, "chromium"],
  places: ["edge route: ", "node route: ", "page: "],
  version: () => versionOf(NEXT, "next"),
  async run({ dir, connectionString }) {
    const next = ["node_modules/next/dist/bin/next"];
    await run(process.execPath, [...next, "build", `--${bundler}`], { cwd: dir });
    const server = await start(process.execPath, [...next, "start", "--hostname", "127.0.0.1", "--port", "0"], { cwd: dir, ready: /(http:\/\/127\.0\.0\.1:\d+)[\s\S]*Ready/ });
    const origin = server.found[1];
    let browser;
    try {
      const edge = await route(origin, "/api/edge", connectionString);
      const node = await route(origin, "/api/node", connectionString);
      browser = await openChromium();
      const page = await resultsAt(browser, `${origin}/`, connectionString);
      return [...placed("edge route: ", edge), ...placed("node route: ", node), ...placed("page: ", page)];
    } finally {
      await browser?.close();
      await server.stop();
    }
  },
});

/** The runner executes one test, which leaves the results in a file. */
async function test(program, args, { dir, connectionString }) {
  await run(`node_modules/.bin/${program}`, args, { cwd: dir, env: { CONNECTION_STRING: connectionString } });
  return JSON.parse(readFileSync(join(dir, "results.json"), "utf8"));
}

export const frameworks = [
  nextRow("webpack"),
  nextRow("turbopack"),
  {
    name: "vitest",
    fixtures: ["vitest"],
    tools: RUNNERS,
    needs: [RUNNERS],
    version: () => versionOf(RUNNERS, "vitest"),
    run: (place) => test("vitest", ["run"], place),
  },
  {
    name: "jest",
    fixtures: ["jest"],
    tools: RUNNERS,
    needs: [RUNNERS, BUNDLERS],
    version: () => versionOf(RUNNERS, "jest"),
    async run(place) {
      await run(tool(BUNDLERS, ".bin/esbuild"), ["packaging/suite.mjs", "--bundle", "--format=cjs", "--outfile=suite.cjs", "--log-level=warning"], { cwd: place.dir });
      return test("jest", ["--ci"], place);
    },
  },
];
