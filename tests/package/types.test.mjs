// The types of the tarball, with several TypeScript versions and both ways of finding modules.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { makeProject } from "../harness/project.mjs";

const modules = fileURLToPath(new URL("../node_modules", import.meta.url));
const compilers = ["typescript-5.4", "typescript", "typescript-7.0"];
const resolutions = [
  { name: "nodenext", module: "nodenext", files: ["common-js.cts"] },
  { name: "bundler", module: "esnext", files: [] },
];

let project;

before(() => {
  project = makeProject(new URL("./fixtures", import.meta.url));
  for (const folder of ["@azure", "@types"]) symlinkSync(join(modules, folder), join(project.dir, "node_modules", folder));
  const official = readFileSync(join(project.dir, "types/official-usage.ts"), "utf8");
  const changed = official.replaceAll('"@azure/communication-rooms"', '"acs-rooms"');
  assert.notEqual(changed, official);
  writeFileSync(join(project.dir, "types/changed-import.ts"), changed);
  const allChanged = changed.replaceAll('"@azure/communication-common"', '"acs-rooms"');
  assert.notEqual(allChanged, changed);
  writeFileSync(join(project.dir, "types/changed-both-imports.ts"), allChanged);
});
after(() => project?.remove());

for (const compiler of compilers) {
  for (const { name, module, files } of resolutions) {
    test(`${compiler}, ${name}`, () => {
      const config = join(project.dir, `types/tsconfig.${compiler}.${name}.json`);
      writeFileSync(config, JSON.stringify({
        compilerOptions: {
          module,
          moduleResolution: name,
          target: "es2022",
          lib: ["es2023", "dom"],
          types: ["node"],
          strict: true,
          exactOptionalPropertyTypes: true,
          skipLibCheck: false,
          noEmit: true,
        },
        files: ["official-usage.ts", "changed-import.ts", "changed-both-imports.ts", "shapes.ts", "own-usage.ts", "proxy-usage.ts", ...files],
      }));
      const { status, stdout } = spawnSync(process.execPath, [join(modules, compiler, "bin/tsc"), "--project", config], { encoding: "utf8" });
      assert.equal(stdout, "");
      assert.equal(status, 0);
    });
  }
}
