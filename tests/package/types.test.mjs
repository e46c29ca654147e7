// The types of the tarball: TypeScript from 5.4 to the newest, both ways of finding modules, each platform's own types.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { makeProject } from "../harness/project.mjs";

const modules = fileURLToPath(new URL("../node_modules", import.meta.url));
const COMPILERS = ["typescript-5.4", "typescript-5.5", "typescript-5.6", "typescript-5.7", "typescript-5.8", "typescript-5.9", "typescript", "typescript-7.0"];
const RESOLUTIONS = { nodenext: "nodenext", bundler: "preserve" };
const OFFICIAL = ["official-usage.ts", "changed-import.ts", "changed-both-imports.ts", "shapes.ts", "own-usage.ts"];
/** What a program may rely on, and the files that hold there; the official package needs the types of pages and of Node. */
const PLATFORMS = {
  "pages and Node": { lib: ["es2023", "dom"], types: ["node"], files: [...OFFICIAL, "proxy-usage.ts", "node-usage.ts", "strict-usage.ts", "common-js.cts"] },
  pages: { lib: ["es2022", "dom"], types: [], files: ["every-platform.ts", "common-js.cts"] },
  Node: { lib: ["es2022"], types: ["node"], files: ["every-platform.ts", "common-js.cts"] },
  nothing: { lib: ["es2022"], types: [], files: ["no-platform.ts"] },
  Workers: { lib: ["es2022"], types: ["@cloudflare/workers-types"], files: ["every-platform.ts", "common-js.cts"] },
};

let project;

before(() => {
  project = makeProject(new URL("./fixtures", import.meta.url));
  for (const folder of ["@azure", "@cloudflare", "@types"]) symlinkSync(join(modules, folder), join(project.dir, "node_modules", folder));
  const official = readFileSync(join(project.dir, "types/official-usage.ts"), "utf8");
  const changed = official.replaceAll('"@azure/communication-rooms"', '"acs-rooms"');
  assert.notEqual(changed, official);
  writeFileSync(join(project.dir, "types/changed-import.ts"), changed);
  const allChanged = changed.replaceAll('"@azure/communication-common"', '"acs-rooms"');
  assert.notEqual(allChanged, changed);
  writeFileSync(join(project.dir, "types/changed-both-imports.ts"), allChanged);
});
after(() => project?.remove());

/** Runs the compiler; resolves to what it says and its exit code. */
function compile(compiler, config) {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(modules, compiler, "bin/tsc"), "--project", config], (error, stdout) => resolve([stdout, error?.code ?? 0]));
  });
}

for (const compiler of COMPILERS) {
  test(compiler, { concurrency: 2 }, async (t) => {
    const runs = Object.entries(RESOLUTIONS).flatMap(([resolution, module]) =>
      Object.entries(PLATFORMS).map(([platform, { lib, types, files }]) =>
        t.test(`${resolution}, ${platform}`, async () => {
          const config = join(project.dir, `types/tsconfig.${compiler}.${resolution}.${platform}.json`.replaceAll(" ", "-"));
          const compilerOptions = {
            module,
            moduleResolution: resolution,
            target: "es2022",
            lib,
            types,
            strict: true,
            exactOptionalPropertyTypes: true,
            noUncheckedIndexedAccess: true,
            skipLibCheck: false,
            noEmit: true,
          };
          writeFileSync(config, JSON.stringify({ compilerOptions, files }));
          assert.deepEqual(await compile(compiler, config), ["", 0]);
        })),
    );
    await Promise.all(runs);
  });
}
