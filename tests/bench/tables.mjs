// Figures, goals and comparisons as text, for the terminal and for the page in docs/.

import { ratios, summary } from "./measure.mjs";
import { judge, samplesOf } from "./goals.mjs";

/** Three digits that say something. */
export function number(value) {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}

const spread = ({ low, high }) => (low === high ? "" : `${number(low)} to ${number(high)}`);

/** One row for each figure and subject: median, spread, and how many times another's ours is. */
export function figureRows(figures) {
  return figures.map(({ name, unit, subject, samples }) => {
    const own = summary(samples);
    const ours = samplesOf(figures, name, "ours");
    const ratio = subject !== "ours" && ours ? summary(ratios(ours, samples)) : undefined;
    // A difference around nothing has no ratio that says anything.
    const sensible = ratio && ratio.low > 0 && Number.isFinite(ratio.high);
    return [name, subject, `${number(own.median)} ${unit}`, spread(own), sensible ? `${number(ratio.median)}` : "", sensible ? spread(ratio) : ""];
  });
}

export const FIGURE_HEAD = ["figure", "of", "median", "spread", "ours is × that", "spread of the ratio"];
export const GOAL_HEAD = ["goal", "against", "at most", "is", "", "in processor time"];

export function goalRows(figures, isWhole) {
  return judge(figures, isWhole).map(({ what, against, limit, is, inProcessorTime, met, missedBy, unit }) => {
    const shown = (value) => (against ? `${number(value)} ×` : `${number(value)} ${unit}`);
    const missed = limit > 0 ? `missed by ${Math.round(100 * (missedBy ?? 0))} %` : `missed by ${shown(missedBy ?? 0)}`;
    return [what, against ?? "", shown(limit), shown(is), met ? "met" : missed, inProcessorTime === undefined ? "" : shown(inProcessorTime)];
  });
}

/** In columns. */
export function columns(head, rows) {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join("  ").trimEnd()).join("\n");
}

/** In Markdown. */
export const markdown = (head, rows) => [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

/**
 * Which medians lie within the spread of an earlier run: of the figures, which change with the machine's mood, and of
 * the ratios, which should not.
 */
export function comparison(earlier, figures) {
  const rows = [];
  const count = { figures: [0, 0], ratios: [0, 0] };
  const compare = (kind, name, subject, before, now) => {
    const old = summary(before);
    const { median } = summary(now);
    const within = median >= old.low && median <= old.high;
    count[kind][0] += within ? 1 : 0;
    count[kind][1] += 1;
    if (!within) rows.push([name, subject, `${number(old.low)} to ${number(old.high)}`, number(median)]);
  };
  for (const { name, subject, samples } of figures) {
    const before = samplesOf(earlier, name, subject);
    if (!before) continue;
    compare("figures", name, subject, before, samples);
    const ours = [samplesOf(earlier, name, "ours"), samplesOf(figures, name, "ours")];
    if (subject !== "ours" && ours[0] && ours[1]) compare("ratios", name, `ours × ${subject}`, ratios(ours[0], before), ratios(ours[1], samples));
  }
  return { rows, count };
}
