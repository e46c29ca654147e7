// Dates as people have them, and the recipe of docs/dates.md.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { built, makeProject } from "../harness/project.mjs";
import { namesOf, rejectionOf } from "../harness/proxy.mjs";

let project;
let names;
before(async () => {
  project = makeProject(new URL("./fixtures", import.meta.url));
  names = await namesOf(project);
});
after(() => project?.remove());

/** What is sent for a time; the call rejects if nothing is. */
async function sentFor(time) {
  let body;
  const fetch = async (_, init) => {
    body = JSON.parse(init.body);
    return new Response("", { status: 400 });
  };
  const client = new names.RoomsClient("endpoint=https://contoso.communication.azure.com;accesskey=c2VjcmV0", { fetch });
  const error = await rejectionOf(client.updateRoom("99", { validFrom: time, validUntil: time }));
  if (body === undefined) throw error;
  return body.validFrom;
}

const AT_14 = "2026-12-01T13:00:00.000Z";

test("an object with epochMilliseconds is a time", async () => {
  class ZonedDateTime {
    get epochMilliseconds() {
      return Date.parse(AT_14);
    }
    valueOf() {
      throw new TypeError("as in Temporal");
    }
  }
  assert.equal(await sentFor(new ZonedDateTime()), AT_14);
  assert.equal(await sentFor({ epochMilliseconds: Date.parse(AT_14), epochNanoseconds: 1n }), AT_14);
  if (globalThis.Temporal) assert.equal(await sentFor(Temporal.Instant.from(AT_14)), AT_14);
  for (const epochMilliseconds of [NaN, Infinity, 8.7e15, "0", undefined]) {
    assert.match((await rejectionOf(sentFor({ epochMilliseconds }))).message, /^validFrom (is not a valid time|must be a Date)/);
  }
});

test("a zone in brackets must have the offset", async () => {
  for (const [text, sent] of [
    ["2026-12-01T14:00:00+01:00[Europe/Paris]", AT_14],
    ["2026-12-01T14:00:00+01:00[!Europe/Paris]", AT_14],
    ["2026-12-01T14:00:00+01:00[Europe/Paris][u-ca=gregory]", AT_14],
    ["2026-12-01T14:00:00+01:00[u-ca=hebrew]", AT_14],
    ["2026-12-01T14:00:00+01:00[+01:00]", AT_14],
    ["2026-12-01t14:00:00.000+01:00[Europe/Paris]", AT_14],
    ["2026-12-01T14:00:00.123456789+01:00[Europe/Paris]", "2026-12-01T13:00:00.123456789Z"],
    ["2026-07-01T14:00:00+02:00[Europe/Paris]", "2026-07-01T12:00:00.000Z"],
    ["2026-12-01T18:30:00+05:30[Asia/Kolkata]", AT_14],
    ["2026-12-01T08:00:00-05:00[America/New_York]", AT_14],
    ["2026-12-01T13:00:00Z[Europe/Paris]", AT_14],
    ["2026-12-01T13:00:00Z[UTC]", AT_14],
    ["2026-12-01T13:00:00z[Z]", AT_14],
    ["2026-12-01T13:00:00+00:00[UTC]", AT_14],
    ["2026-12-01T13:00:00+00:00[Z]", AT_14],
    // Both sides of the hour that clocks repeat.
    ["2026-10-25T02:30:00+02:00[Europe/Paris]", "2026-10-25T00:30:00.000Z"],
    ["2026-10-25T02:30:00+01:00[Europe/Paris]", "2026-10-25T01:30:00.000Z"],
  ]) {
    assert.equal(await sentFor(text), sent, text);
  }
  for (const [text, message] of [
    ["2026-07-01T14:00:00+01:00[Europe/Paris]", "validFrom has another offset than [Europe/Paris] at that time"],
    ["2026-12-01T14:00:00+01:00[+02:00]", "validFrom has another offset than [+02:00] at that time"],
    ["2026-12-01T14:00:00+01:00[UTC]", "validFrom has another offset than [UTC] at that time"],
    ["2026-12-01T14:00:00+01:00[Europe/Nowhere]", "validFrom has another offset than [Europe/Nowhere] at that time"],
    ["2026-12-01T14:00:00[Europe/Paris]", "validFrom has no offset from UTC"],
    ["2026-12-01T14:00:00+01:00[Europe/Paris", "validFrom is not a valid time"],
    ["[Europe/Paris]", "validFrom is not a valid time"],
    ["2026-12-01T14:00", "validFrom has no offset from UTC"],
    ["2026-12-01T14:00:00", "validFrom has no offset from UTC"],
    ["2026-12-01", "validFrom is not a valid time"],
  ]) {
    const error = await rejectionOf(sentFor(text));
    assert.ok(error.message.startsWith(message), `${text}: ${error.message}`);
    assert.deepEqual([error.name, error.code, error.argument], ["RangeError", "ERR_INVALID_ARG", "validFrom"]);
  }
});

test("the recipe for 14:00 in Paris", async () => {
  const [, recipe] = /^```js\n(.*?)^```/ms.exec(readFileSync(join(built, "docs/dates.md"), "utf8"));
  const more = `
import assert from "node:assert/strict";
for (const [local, zone, instant] of [
  ["2026-12-01T14:00", "Europe/Paris", "2026-12-01T13:00:00.000Z"],
  ["2026-07-01T14:00", "Europe/Paris", "2026-07-01T12:00:00.000Z"],
  ["2026-03-29T01:59", "Europe/Paris", "2026-03-29T00:59:00.000Z"],
  ["2026-03-29T03:00", "Europe/Paris", "2026-03-29T01:00:00.000Z"],
  ["2026-10-25T03:00", "Europe/Paris", "2026-10-25T02:00:00.000Z"],
  ["2026-12-01T14:00", "America/New_York", "2026-12-01T19:00:00.000Z"],
  ["2026-12-01T14:00", "Pacific/Kiritimati", "2026-12-01T00:00:00.000Z"],
  ["2026-12-01T14:00", "UTC", "2026-12-01T14:00:00.000Z"],
]) assert.equal(inZone(local, zone).toISOString(), instant, local);
`;
  for (const TZ of ["UTC", "America/New_York", "Asia/Tokyo"]) {
    writeFileSync(join(project.dir, "dates.mjs"), recipe + more);
    const { stdout } = await promisify(execFile)(process.execPath, ["dates.mjs"], { cwd: project.dir, env: { ...process.env, TZ } });
    assert.match(stdout, / 14:00:00/);
  }
});
