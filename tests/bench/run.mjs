// Measures both packages side by side; `cargo xtask bench` calls it when all is built.
//
//   node tests/bench/run.mjs [--quick] [--only CASE…]   measures, prints and writes target/bench/results.json
//   node tests/bench/run.mjs --profile OPERATION        where the time of one of our operations goes
//   node tests/bench/run.mjs --write-docs               writes the tables of docs/performance.md from it

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeBenchProject } from "./project.mjs";
import { FIGURE_HEAD, GOAL_HEAD, columns, comparison, figureRows, goalRows, markdown } from "./tables.mjs";

const CASES = ["downloads", "instructions", "cold-node", "carriers", "cold-worker", "cold-page", "work", "listing", "load", "memory"];
const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(root, "target/bench");
const RESULTS = join(folder, "results.json");
const EARLIER = join(folder, "results.earlier.json");
const DOCS = join(root, "docs/performance.md");

/** Which of what: enough to tell later what was measured. */
function circumstances(quick) {
  const versionOf = (name) => JSON.parse(readFileSync(join(root, "tests/node_modules", name, "package.json"), "utf8")).version;
  const wasm = readFileSync(join(root, "target/npm/acs-rooms/dist/client.wasm"));
  const chromium = execFileSync(process.env.CHROMIUM ?? "chromium", ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return {
    date: new Date().toISOString(),
    quick,
    machine: { cpu: cpus()[0].model, cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30), linux: release(), loadBefore: loadavg()[0] },
    versions: {
      node: process.version,
      v8: process.versions.v8,
      chromium: chromium.trim(),
      workerd: versionOf("workerd"),
      official: versionOf("@azure/communication-rooms"),
      rustc: execFileSync("rustc", ["--version"], { encoding: "utf8" }).trim(),
      clientWasmSha256: createHash("sha256").update(wasm).digest("hex"),
    },
  };
}

/** One line that changes, on a terminal; nothing in a log. */
function say(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`);
}

/** Measures each case, and hands over what it found. A case that fails does not keep the others from being measured. */
async function measureAll(names, quick, keep) {
  const failed = [];
  const project = makeBenchProject();
  try {
    for (const name of names) {
      const { what, run } = await import(`./cases/${name}.mjs`);
      console.log(`\n${name}: ${what}`);
      const begin = performance.now();
      try {
        const found = await run({ dir: project.dir, quick, say: (text) => say(`  ${text}`) });
        if (found.length === 0) throw new Error("it measured nothing");
        say("");
        console.log(columns(FIGURE_HEAD, figureRows(found)));
        keep(found.map((figure) => ({ case: name, ...figure })));
      } catch (error) {
        say("");
        console.log(`failed: ${error.message}`);
        failed.push(name);
      }
      console.log(`(${((performance.now() - begin) / 1000).toFixed(0)} s)`);
    }
  } finally {
    project.remove();
  }
  return failed;
}

function printComparison(earlier, figures) {
  const { rows, count } = comparison(earlier.figures, figures);
  const [within, all] = count.figures;
  const [ratiosWithin, ratiosAll] = count.ratios;
  console.log(`\ncompared with the run of ${earlier.date}: ${within} of ${all} medians lie within its spread, ${ratiosWithin} of ${ratiosAll} ratios`);
  if (rows.length > 0) console.log(columns(["outside", "of", "spread before", "now"], rows));
}

function writeDocs() {
  if (!existsSync(RESULTS)) throw new Error("there are no results yet: run `cargo xtask bench` first");
  const { figures, date, machine, versions, quick } = JSON.parse(readFileSync(RESULTS, "utf8"));
  const about =
    `Measured ${date.slice(0, 10)}${quick ? ", with the few samples of `--quick`," : ""} on ${machine.cores} cores (${machine.cpu}; load before it began: ${machine.loadBefore.toFixed(1)}), Node ${versions.node.slice(1)}, ${versions.chromium}, ` +
    `workerd ${versions.workerd}, @azure/communication-rooms ${versions.official}, client.wasm ${versions.clientWasmSha256.slice(0, 12)}.`;
  const parts = { goals: `${markdown(GOAL_HEAD, goalRows(figures, !quick))}\n\n${about}`, figures: markdown(FIGURE_HEAD, figureRows(figures)) };
  let text = readFileSync(DOCS, "utf8");
  for (const [name, part] of Object.entries(parts)) {
    const [begin, end] = [`<!-- ${name}: written by cargo xtask bench --write-docs -->`, `<!-- end of ${name} -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`docs/performance.md lacks the marks ${begin} and ${end}`);
    text = `${text.slice(0, from + begin.length)}\n\n${part}\n\n${text.slice(to)}`;
  }
  writeFileSync(DOCS, text);
  console.log("wrote the tables of docs/performance.md");
}

async function profile(operation) {
  const known = [...Object.keys((await import("./measured/subjects.mjs")).operations), "listing"];
  if (!known.includes(operation)) throw new Error(`--profile takes one of: ${known.join("; ")}`);
  const project = makeBenchProject();
  try {
    execFileSync(process.execPath, ["profile.mjs", operation, join(root, "target/npm/client.named.wasm")], { cwd: project.dir, stdio: "inherit" });
  } finally {
    project.remove();
  }
}

async function main(args) {
  if (args.includes("--write-docs")) return writeDocs();
  if (args[0] === "--profile") return profile(args[1]);
  const quick = args.includes("--quick");
  const only = args.filter((arg) => arg !== "--quick" && arg !== "--only");
  const unknown = only.find((name) => !CASES.includes(name));
  if (unknown !== undefined) throw new Error(`there is no case ${unknown}; name some of ${CASES.join(", ")}`);
  const names = only.length > 0 ? only : CASES;
  const isWhole = names === CASES;

  mkdirSync(folder, { recursive: true });
  const earlier = existsSync(RESULTS) && JSON.parse(readFileSync(RESULTS, "utf8"));
  if (earlier) writeFileSync(EARLIER, JSON.stringify(earlier, undefined, 1));
  const about = circumstances(quick);
  // Cases that are left out keep their figures, so that one can be repeated alone.
  let figures = earlier ? earlier.figures.filter((figure) => !names.includes(figure.case)) : [];
  const measured = [];
  const failed = await measureAll(names, quick, (found) => {
    measured.push(...found);
    figures = [...figures, ...found];
    writeFileSync(RESULTS, JSON.stringify({ ...about, figures }, undefined, 1));
  });
  if (earlier) printComparison(earlier, measured);
  const goals = goalRows(figures, isWhole && failed.length === 0);
  if (goals.length > 0) console.log(`\n${columns(GOAL_HEAD, goals)}`);
  if (failed.length > 0) throw new Error(`these cases failed: ${failed.join(", ")}; the others are in target/bench/results.json`);
  console.log(`\nwrote target/bench/results.json${earlier ? "; the earlier results are in results.earlier.json" : ""}`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  say("");
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
}
