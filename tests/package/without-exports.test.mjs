// Tools that do not know `exports` find the subpaths as files: TypeScript with moduleResolution "node10", and the resolver
// of eslint-plugin-import.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import ts from "typescript-5.9";
import { built, makeProject } from "../harness/project.mjs";

const require = createRequire(import.meta.url);
const eslint = require("eslint-import-resolver-node");
const main = require("resolve");
const { name, exports } = JSON.parse(readFileSync(join(built, "package.json"), "utf8"));

/** What can be imported as code: its file for `require` and for `import`, which may be one, and its types. */
const entries = Object.entries(exports).flatMap(([path, conditions]) => {
  const imported = typeof conditions.default === "object" ? conditions.default : conditions;
  const required = conditions.require ?? imported;
  return imported.types === undefined ? [] : [{ path: name + path.slice(1), imported: imported.default, required: required.default, types: imported.types }];
});

let project;
before(() => {
  project = makeProject(new URL("./fixtures", import.meta.url));
});
after(() => project?.remove());

test("the entries are read from package.json", () => {
  const paths = entries.map(({ path }) => path);
  for (const path of ["acs-rooms", "acs-rooms/emulator", "acs-rooms/proxy", "acs-rooms/slim"]) assert.ok(paths.includes(path), path);
});

for (const { path, imported, required, types } of entries) {
  const inPackage = (file) => join(project.dir, "node_modules/acs-rooms", file);

  test(`${path}: eslint-plugin-import finds the file`, () => {
    assert.deepEqual(eslint.resolve(path, join(project.dir, "any.js"), {}), { found: true, path: inPackage(imported) });
  });

  test(`${path}: who reads \`main\` finds the file`, () => {
    assert.equal(main.sync(path, { basedir: project.dir }), inPackage(required));
  });

  test(`${path}: TypeScript's node10 finds the types`, () => {
    const options = { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10 };
    const { resolvedModule } = ts.resolveModuleName(path, join(project.dir, "any.ts"), options, ts.sys);
    assert.equal(resolvedModule?.resolvedFileName, inPackage(types));
  });
}

test("a program compiles with node10", () => {
  const file = join(project.dir, "node10.ts");
  const imports = entries.map(({ path }, n) => `import * as entry${n} from "${path}";\nexport const names${n}: object = entry${n};`);
  writeFileSync(file, `${imports.join("\n")}\nexport const room = new entry0.RoomsClient("").getRoom("99");\n// @ts-expect-error: no such name\nentry0.Missing;\n`);
  const program = ts.createProgram([file], {
    noEmit: true,
    strict: true,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
    types: [],
  });
  const messages = ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  assert.deepEqual(messages, []);
});
