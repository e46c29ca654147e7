// The public interface is the one that was agreed on.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { built } from "../harness/project.mjs";
import { agreed, present, valuesOf } from "./api-report.mjs";

test("the types are as in api-report.md", () => {
  assert.equal(present(), agreed(), "meant so? node tests/package/api-report.mjs --write");
});

test("the report has what an application imports", () => {
  for (const name of ["RoomsClient", "RoomsEmulator", "createRoomsProxy", "nodeFetch", "initSync"]) assert.match(agreed(), new RegExp(`\\b${name}\\b`));
});

test("the package has the types that the report is made from", () => {
  for (const file of ["index", "slim", "emulator", "identity", "proxy", "node-handler", "node"]) {
    const template = readFileSync(new URL(`../../pkg-template/types/${file}.d.ts`, import.meta.url), "utf8");
    assert.equal(readFileSync(`${built}/dist/${file}.d.ts`, "utf8"), template);
  }
});

for (const [entry, file] of [["client-node", "index"], ["emulator-node", "emulator"], ["identity-node", "identity"], ["proxy-node", "proxy"], ["node-handler", "node-handler"]]) {
  test(`${entry}: what is declared is there, and nothing else`, async () => {
    const names = Object.keys(await import(`${built}/dist/${entry}.js`));
    assert.deepEqual(names.sort(), [...new Set(valuesOf(file))].sort());
  });
}
