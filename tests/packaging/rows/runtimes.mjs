// Runtimes that execute a program: Node with import and require, Deno, Bun, and Vercel's edge runtime.

import { arch, platform } from "node:process";
import { run } from "../../harness/process.mjs";
import { tool, versionOf } from "../project.mjs";
import { placed } from "./places.mjs";

export const NODES = "tests/packaging/tools/nodes";
const EDGE = "tests/packaging/tools/edge";
export const RUNNERS = "tests/emulator";

/** The program of a major version of Node. */
export const node = (major) => tool(NODES, `node-${major}-${platform}-${arch}/bin/node`);
/** Runs the program, which prints the results. */
export const execute = async (program, args, { dir, connectionString }) =>
  JSON.parse(await run(program, [...args, connectionString], { cwd: dir }));

const nodeRow = (major, what, file) => ({
  name: `node-${major}-${what}`,
  fixtures: ["program"],
  needs: [NODES],
  version: () => versionOf(NODES, `node-${major}-${platform}-${arch}`),
  run: (place) => execute(node(major), [file], place),
});

export const runtimes = [
  ...["20", "22", "24"].flatMap((major) => [nodeRow(major, "esm", "main.mjs"), nodeRow(major, "cjs", "main.cjs")]),
  {
    name: "deno",
    fixtures: ["program"],
    needs: [RUNNERS],
    version: () => versionOf(RUNNERS, "deno"),
    run: (place) => execute(tool(RUNNERS, ".bin/deno"), ["run", "--no-lock", "--cached-only", "--node-modules-dir=manual", "--allow-net=127.0.0.1", "main.mjs"], place),
  },
  {
    name: "bun",
    fixtures: ["program"],
    needs: [RUNNERS],
    places: ["", "in one file: "],
    version: () => versionOf(RUNNERS, "bun"),
    async run(place) {
      const bun = tool(RUNNERS, ".bin/bun");
      const program = await execute(bun, ["main.mjs"], place);
      await run(bun, ["build", "main.mjs", "--target=bun", "--outfile=dist/main.js"], { cwd: place.dir });
      return [...program, ...placed("in one file: ", await execute(bun, ["dist/main.js"], place))];
    },
  },
  {
    name: "edge-light",
    fixtures: ["edge"],
    tools: EDGE,
    needs: [EDGE],
    version: () => versionOf(EDGE, "edge-runtime"),
    run: (place) => execute(process.execPath, ["main.mjs"], place),
  },
];
