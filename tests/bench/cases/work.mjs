// The client's own work in a call: what it takes beyond the fetch below it.

import { alternate, measured } from "../measure.mjs";

const SUBJECTS = [
  "stub",
  "stub, node:https",
  "ours",
  "official browser",
  "official Node",
  "official Node, over fetch",
  "hand, node:crypto",
  "hand, WebCrypto",
];
const floorOf = (subject) => (subject === "official Node" ? "stub, node:https" : "stub");
/** So much that the fetch below it does not matter; DESIGN counts the whole call. */
const WHOLE = "create, 350 participants";

export const what = "work of a call above the same stub fetch, in Node";

export async function run({ dir, quick, say }) {
  const samples = await alternate(SUBJECTS, quick ? 2 : 5, (subject) => measured(dir, ["work.mjs", subject, quick ? 20 : 40]), say);
  const figures = [];
  for (const operation of Object.keys(samples.stub[0])) {
    const isWhole = operation === WHOLE;
    const name = isWhole ? `${operation}, the whole call` : `${operation}, above the stub`;
    for (const [title, kind] of [[name, "us"], [`${name}, processor time`, "cpuUs"]]) {
      for (const subject of SUBJECTS) {
        const floor = (n) => (isWhole || subject.startsWith("stub") ? 0 : samples[floorOf(subject)][n][operation][kind]);
        figures.push({ name: title, unit: "µs", subject, samples: samples[subject].map((found, n) => found[operation][kind] - floor(n)) });
      }
    }
  }
  return figures;
}
