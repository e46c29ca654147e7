// Memory over many calls of one client, and over many clients of one call each.

import { alternate, measured } from "../measure.mjs";

const SUBJECTS = ["ours", "official browser", "official Node"];
const CASES = { "10,000 calls": ["calls", 10_000], "20,000 clients": ["clients", 20_000] };

export const what = "memory over 10,000 calls of one client, and over 20,000 clients of one call each";

export async function run({ dir, quick, say }) {
  const figures = [];
  for (const [name, args] of Object.entries(CASES)) {
    const measure = (subject) => measured(dir, ["memory.mjs", subject, ...args], ["--expose-gc"]);
    const samples = await alternate(SUBJECTS, quick ? 1 : 3, measure, (text) => say(`${name}, ${text}`));
    const add = (title, subject, read) => figures.push({ name: `${name}, ${title}`, unit: "KiB", subject, samples: samples[subject].map(read) });
    add("linear memory at the start", "ours", (found) => found.linearKiB[0]);
    add("linear memory after a fifth", "ours", (found) => found.linearKiB[1]);
    add("linear memory at the end", "ours", (found) => found.linearKiB.at(-1));
    for (const subject of SUBJECTS) {
      add("growth of the heap after the first fifth", subject, (found) => found.heapGrowthKiB);
      add("peak of the heap", subject, (found) => found.peakHeapKiB);
      add("peak of the process", subject, (found) => found.residentKiB);
    }
  }
  return figures;
}
