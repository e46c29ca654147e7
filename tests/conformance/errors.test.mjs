// What an error handler or a logger can see of the same failures, with the official client and with ours. Each difference
// is one that the README lists.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual, promisify } from "node:util";
import { answerOddly } from "../harness/odd-answers.mjs";
import { startOddServers } from "../harness/odd-servers.mjs";
import { built, makeProject } from "../harness/project.mjs";
import { quiet } from "../harness/quiet.mjs";

const ARGUMENTS = [
  "a credential without a token",
  "no connection string",
  "a connection string without a key",
  "no endpoint",
  "no room id",
  "a role that does not exist",
  "a date that is none",
  "one date of two",
  "a participant that is a text",
  "participants that are none",
];
/** What is missing in an answer. */
const LACKING = ["a success without a body", "a room without its times", "a page without a list"];

/**
 * The rows of the README's table that are about errors, by their beginnings, with the fields in which they show: of the
 * failures that are named, or of all. A field ends with `*` where those within it are meant, too.
 */
const LISTED = [
  { row: "an error's message is", fields: ["message"] },
  { row: "an error has `code`, `statusCode` and `details`", fields: ["keys", "json", "cause"] },
  { row: "an `AbortError` has no code", fields: ["code"], failures: ["cancelled before", "cancelled on its way", "out of time"] },
  { row: "`error.details` and `response.parsedHeaders`", fields: ["details*", "response.parsedHeaders*"] },
  { row: "`error.details` and `response.parsedHeaders`", fields: ["response.parsedBody*"], failures: ["412 with an inner error", "400 whose error is a text"] },
  { row: "`error.request` has the body", fields: ["request.others", "request.body"] },
  { row: "`error.code` is the body's", fields: ["code"], failures: ["409 with a header only", "502 with what should be JSON"] },
  { row: "an answer without what the API promises", fields: ["*"], failures: LACKING },
  { row: "an answer without what the API promises", fields: ["code"], failures: ["another success than expected"] },
  { row: "fields of a room that the API does not have", fields: ["value*"], failures: ["a room with a field that is new"] },
  { row: "redirects are followed", fields: ["*"], failures: ["a redirect"] },
  { row: "an answer that breaks off", fields: ["code", "request*"], failures: ["cut off"] },
  { row: "wrong arguments throw an `Error`", fields: ["*"], failures: ARGUMENTS },
  { row: "`getRoom(\"\")` lists rooms", fields: ["*"], failures: ["an empty room id"] },
  { row: "only ACS users may be added", fields: ["*"], failures: ["a phone number"] },
  { row: "a key that is no base64", fields: ["*"], failures: ["a key that cannot sign"] },
  { row: "`http:` without leave, or with a token", fields: ["how", "name", "code"], failures: ["a token over http", "http without leave"] },
];

const readme = readFileSync(join(built, "README.md"), "utf8");
const table = readme.slice(readme.indexOf("### Where it differs"), readme.indexOf("\n## ", readme.indexOf("### Where it differs")));
const rows = [...table.matchAll(/^\| (.+?) \| .+ \|$/gm)].map(([, official]) => official);

let project;
let servers;
let shapes;

before(async () => {
  project = makeProject(new URL("./fixtures", import.meta.url));
  symlinkSync(fileURLToPath(new URL("../node_modules/@azure", import.meta.url)), join(project.dir, "node_modules/@azure"));
  servers = await startOddServers(answerOddly);
  const run = async (packageName) => {
    const args = ["failures.mjs", packageName, JSON.stringify(servers.endpoints)];
    const env = quiet({ NODE_EXTRA_CA_CERTS: servers.ca });
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project.dir, env, maxBuffer: 1 << 26, timeout: 120_000 });
    return JSON.parse(stdout);
  };
  shapes = { official: await run("@azure/communication-rooms"), ours: await run("acs-rooms") };
});
after(() => {
  servers?.close();
  project?.remove();
});

/** The paths of the members in which two values differ. */
function differences(theirs, ours, path = "") {
  if (isDeepStrictEqual(theirs, ours)) return [];
  const areObjects = [theirs, ours].every((value) => typeof value === "object" && value !== null && !Array.isArray(value));
  if (!areObjects) return [path];
  const names = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
  return [...names].flatMap((name) => differences(theirs[name], ours[name], path ? `${path}.${name}` : name));
}

const covers = (pattern, path) => (pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern);
const isAbout = ({ failures }, name) => failures === undefined || failures.includes(name);

test("the rows are in the README", () => {
  assert.ok(rows.length > 20, `${rows.length} rows`);
  for (const { row } of LISTED) assert.ok(rows.some((official) => official.startsWith(row)), row);
});

test("both packages fail in the same ways", () => {
  const names = Object.keys(shapes.ours);
  assert.ok(names.length >= 25, `${names.length} failures`);
  assert.deepEqual(Object.keys(shapes.official), names);
  for (const { failures = [] } of LISTED) for (const name of failures) assert.ok(names.includes(name), name);
});

test("each difference is listed", async (t) => {
  const used = new Set();
  for (const [name, ours] of Object.entries(shapes.ours)) {
    await t.test(name, () => {
      const theirs = shapes.official[name];
      const unlisted = differences(theirs, ours).filter((path) => {
        const found = LISTED.filter((listed) => isAbout(listed, name) && listed.fields.some((pattern) => covers(pattern, path)));
        for (const listed of found) used.add(listed);
        return found.length === 0;
      });
      const shown = unlisted.map((path) => [path, ...[theirs, ours].map((shape) => path.split(".").reduce((value, part) => value?.[part], shape))]);
      assert.deepEqual(shown, []);
    });
  }
  assert.deepEqual(LISTED.filter((listed) => !used.has(listed)), [], "rows without a difference");
});
