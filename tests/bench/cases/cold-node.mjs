// From the start of a Node program to its first signed request.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "../../../xtask/downloads.mjs";
import { alternate, measured } from "../measure.mjs";

const PACKAGES = { ours: "acs-rooms", official: "@azure/communication-rooms" };

export const what = "import to first signed request, cold, in Node";

export async function run({ dir, quick, say }) {
  const ways = {};
  for (const [subject, name] of Object.entries(PACKAGES)) {
    const file = `./cold-${subject}.mjs`;
    // A bundled CommonJS module asks for Node's own modules by a `require` that ES modules lack.
    const banner = { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' };
    writeFileSync(join(dir, file), bundle(`export { RoomsClient } from "${name}"`, { platform: "node", banner }));
    ways[subject] = { import: [name], require: [name, "--require"], "in one file": [file] };
  }
  const runs = Object.entries(ways).flatMap(([subject, args]) => Object.keys(args).map((way) => `${subject}: ${way}`));
  const measure = (run) => {
    const [subject, way] = run.split(": ");
    return measured(dir, ["cold.mjs", ...ways[subject][way]]);
  };
  const samples = await alternate(runs, quick ? 5 : 15, measure, say);
  return runs.flatMap((run) => {
    const [subject, way] = run.split(": ");
    return [
      { name: `cold start in Node, ${way}`, unit: "ms", subject, samples: samples[run].map(({ ms }) => ms) },
      { name: `cold start in Node, ${way}, processor time`, unit: "ms", subject, samples: samples[run].map(({ cpuMs }) => cpuMs) },
    ];
  });
}
