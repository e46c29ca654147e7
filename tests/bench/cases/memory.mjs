// Memory over many calls of one client, and over many clients of one call each.

import { alternate, measured } from "../measure.mjs";

const SUBJECTS = ["ours", "official browser", "official Node"];
const CASES = {
  "10,000 calls": ["calls", 10_000],
  "20,000 clients": ["clients", 20_000],
  "20,000 clients that are freed": ["freed", 20_000],
};

export const what = "memory over 10,000 calls of one client, and over 20,000 clients of one call each";

export async function run({ dir, quick, say }) {
  const figures = [];
  for (const [name, args] of Object.entries(CASES)) {
    const subjects = args[0] === "freed" ? ["ours"] : SUBJECTS;
    const measure = (subject) => measured(dir, ["memory.mjs", subject, ...args], ["--expose-gc"]);
    const samples = await alternate(subjects, quick ? 1 : 2, measure, (text) => say(`${name}, ${text}`));
    const add = (title, subject, read) => figures.push({ name: `${name}, ${title}`, unit: "KiB", subject, samples: samples[subject].map(read) });
    add("linear memory before", "ours", ({ linearKiB: [before] }) => before);
    add("linear memory after", "ours", ({ linearKiB: [, after] }) => after);
    add("growth of linear memory by as many again", "ours", ({ linearKiB: [, after, again] }) => again - after);
    for (const subject of subjects) {
      add("growth of the heap by as many again", subject, ({ heapKiB: [after, again] }) => again - after);
      add("peak of the heap", subject, ({ peakHeapKiB }) => peakHeapKiB);
      add("peak of the process", subject, ({ residentKiB }) => residentKiB);
    }
  }
  return figures;
}
