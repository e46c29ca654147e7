// What the figures should be, and whether they are.

import { median, ratios } from "./measure.mjs";

const BROWSER = "official browser";
const NODE = "official Node";

/** Ours may take so many times what another takes. */
const times = (what, figure, against, limit) => ({ what, figure, against, limit });
/** Ours, over that fetch, must do so many times what another does. */
const least = (what, figure, subject, against, limit) => ({ what, figure, subject, against, limit, isLeast: true });
/** Ours may be so much. */
const most = (what, figure, limit) => ({ what, figure, limit });

export const goals = [
  times("page downloads wasm and glue, gzip", "download, page, gzip", "official", 1),
  times("the same, moonshot", "download, page, gzip", "official", 0.8),
  times("page downloads one file, gzip", "download, page in one file, gzip", "official", 1.2),
  times("import to first signed request in Node", "cold start in Node, import", "official", 1 / 8),
  times("get above the stub", "get, above the stub", BROWSER, 1 / 15),
  times("get above the stub", "get, above the stub", NODE, 0.3),
  times("get above the stub", "get, above the stub", "hand, node:crypto", 3),
  times("create with 2 above the stub", "create, 2 participants, above the stub", BROWSER, 1 / 8),
  times("create with 2 above the stub", "create, 2 participants, above the stub", NODE, 0.45),
  times("create with 350, the whole call", "create, 350 participants, the whole call", BROWSER, 0.5),
  times("create with 350, the whole call", "create, 350 participants, the whole call", NODE, 0.65),
  times("listing 10,000 rooms, per room", "listing, per room", BROWSER, 0.5),
  times("listing 10,000 rooms, per room", "listing, per room", NODE, 0.5),
  least("calls a second of the processor, nodeFetch", "50 calls at a time, for each second of processor time", "ours, nodeFetch", NODE, 1.4),
  least("calls a second of the processor, global fetch", "50 calls at a time, for each second of processor time", "ours", BROWSER, 1),
  // The text of one page is 20 KiB, of the 98 pages between about 2,000.
  most("listing: heap after the last page above the second", "listing, heap after the last page above the second", 200),
  most("growth of linear memory, 10,000 calls and as many again", "10,000 calls, growth of linear memory by as many again", 0),
  most("growth of linear memory, 20,000 clients and as many again", "20,000 clients, growth of linear memory by as many again", 0),
];

/** The samples of a figure for a subject; nothing if its case was not run. */
export const samplesOf = (figures, name, subject) => figures.find((figure) => figure.name === name && figure.subject === subject)?.samples;

/** The same ratio in processor time, if that was measured too. */
function inProcessorTime(figures, { figure, against }) {
  const name = `${figure}, processor time`;
  const [ours, others] = [samplesOf(figures, name, "ours"), samplesOf(figures, name, against)];
  return ours && others && median(ratios(ours, others));
}

/**
 * Each goal whose case was run, with what is: a ratio to the other's, or our own figure, and by how much it is missed.
 * Throws if a goal names a figure that its case does not give.
 */
export function judge(figures, isWhole) {
  return goals.flatMap((goal) => {
    const ours = samplesOf(figures, goal.figure, goal.subject ?? "ours");
    const others = goal.against && samplesOf(figures, goal.figure, goal.against);
    if (!ours || (goal.against && !others)) {
      if (isWhole) throw new Error(`no case measures "${goal.figure}" of ${goal.against ?? "ours"}`);
      return [];
    }
    const is = median(goal.against ? ratios(ours, others) : ours);
    const met = goal.isLeast ? is >= goal.limit : is <= goal.limit;
    const missedBy = met ? undefined : goal.limit > 0 ? Math.abs(is / goal.limit - 1) : is;
    return [{ ...goal, is, inProcessorTime: inProcessorTime(figures, goal), met, missedBy, unit: figures.find((figure) => figure.name === goal.figure).unit }];
  });
}
