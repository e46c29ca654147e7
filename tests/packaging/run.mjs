// Runs the suite in every place that the package is said to run in, one row for each.
//
//   node tests/packaging/run.mjs [--only ROW]…
//   node tests/packaging/run.mjs --list | --needs

import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startEmulator } from "../harness/emulator.mjs";
import { installPackage } from "./project.mjs";
import { rows } from "./rows.mjs";
import { NAMES } from "./suite.mjs";

const AT_ONCE = 2;
const LIMIT_MS = 600_000;

const { values: options } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    list: { type: "boolean", default: false },
    needs: { type: "boolean", default: false },
  },
});

const unknown = options.only.filter((name) => !rows.some((row) => row.name === name));
if (unknown.length > 0) {
  console.error(`there is no row ${unknown.join(", ")}; the rows are\n${rows.map((row) => `  ${row.name}`).join("\n")}`);
  process.exit(2);
}
const chosen = rows.filter((row) => options.only.length === 0 || options.only.includes(row.name));

async function runRows() {
  const installed = installPackage();
  const outcomes = new Map();
  const open = [...chosen];
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (let row = open.shift(); row; row = open.shift()) {
        const outcome = await runRow(installed, row);
        outcomes.set(row, outcome);
        console.log(line(row, outcome));
        for (const failure of outcome.failures) console.log(indented(failure));
      }
    }));
  } finally {
    installed.remove();
  }
  return report(chosen.map((row) => [row, outcomes.get(row)]));
}

/** @returns `{ version, cases, failures, seconds }`; the row passed if there is no failure */
async function runRow(installed, row) {
  const begin = performance.now();
  let project;
  let emulator;
  let version = "";
  let cases = 0;
  let failures;
  try {
    project = installed.project(row);
    emulator = await startEmulator(project.dir, ["--quiet"]);
    version = await row.version();
    const results = await Promise.race([row.run({ dir: project.dir, tarball: project.tarball, connectionString: emulator.connectionString }), limit()]);
    cases = results.length;
    failures = failuresOf(results, row.places ?? [""]);
  } catch (error) {
    failures = [error.stack];
  } finally {
    await emulator?.stop();
    project?.remove();
  }
  return { version, cases, failures, seconds: (performance.now() - begin) / 1000 };
}

/** Rejects when the row takes so long that it must hang. */
async function limit() {
  await sleep(LIMIT_MS, undefined, { ref: false });
  throw new Error(`it still ran after ${LIMIT_MS / 1000} s`);
}

/** What is wrong with the results: cases that failed, and cases that are missing or too many. */
function failuresOf(results, places) {
  const failed = results.filter(({ error }) => error !== null).map(({ name, error }) => `${name}\n${error}`);
  const expected = places.flatMap((place) => NAMES.map((name) => place + name));
  const names = results.map(({ name }) => name);
  if (names.join("\n") !== expected.join("\n")) {
    failed.push(`${names.length} cases ran where ${expected.length} are written; missing: ${expected.filter((name) => !names.includes(name)).join(", ")}`);
  }
  return failed;
}

const indented = (text) => text.replace(/^/gm, "    ");

function line({ name }, { version, cases, failures, seconds }) {
  const result = failures.length > 0 ? "FAILED" : "ok";
  return `${name.padEnd(30)}${version.padEnd(20)}${result.padEnd(8)}${String(cases).padStart(5)}${seconds.toFixed(1).padStart(9)}`;
}

/** Prints the table; whether all rows passed. */
function report(pairs) {
  console.log(`\n${"row".padEnd(30)}${"version".padEnd(20)}${"result".padEnd(8)}${"cases".padStart(5)}${"seconds".padStart(9)}`);
  for (const pair of pairs) console.log(line(...pair));
  const failed = pairs.filter(([, { failures }]) => failures.length > 0).length;
  console.log(`\n${pairs.length - failed} rows passed, ${failed} rows failed`);
  return failed === 0 && pairs.length > 0;
}

if (options.list) for (const { name } of chosen) console.log(name);
else if (options.needs) for (const need of new Set(chosen.flatMap((row) => row.needs))) console.log(need);
// What a row left running must not hold up the end.
else process.exit((await runRows()) ? 0 : 1);
