// A list of 10,000 rooms in 100 pages, read to its end.

import { alternate, measured } from "../measure.mjs";

const SUBJECTS = ["ours", "official browser", "official Node"];

export const what = "listing 10,000 rooms in 100 pages over a stub fetch, in Node";

export async function run({ dir, quick, say }) {
  const measure = (subject) => measured(dir, ["listing.mjs", subject, quick ? 5 : 10], ["--expose-gc"]);
  const samples = await alternate(SUBJECTS, quick ? 2 : 5, measure, say);
  return SUBJECTS.flatMap((subject) => [
    { name: "listing, per room", unit: "µs", subject, samples: samples[subject].map((found) => found.us) },
    { name: "listing, per room, processor time", unit: "µs", subject, samples: samples[subject].map((found) => found.cpuUs) },
    { name: "listing, heap after the last page above the second", unit: "KiB", subject, samples: samples[subject].map((found) => found.heapGrowthKiB) },
  ]);
}
