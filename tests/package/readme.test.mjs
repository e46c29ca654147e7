// The JavaScript of the README, run as a reader would run it, and compiled as TypeScript that is as strict as it can be.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";
import { startEmulator } from "../harness/emulator.mjs";
import { built, makeProject } from "../harness/project.mjs";

const readme = readFileSync(join(built, "README.md"), "utf8");
const blocks = [...readme.matchAll(/^```js\n(.*?)^```/gms)].map((match) => match[1]);

let project;
let emulator;

before(async () => {
  project = makeProject(new URL("./fixtures", import.meta.url));
  symlinkSync(fileURLToPath(new URL("../node_modules/@types", import.meta.url)), join(project.dir, "node_modules/@types"));
  emulator = await startEmulator(project.dir);
});
after(async () => {
  await emulator?.stop();
  project?.remove();
});

test("the README has JavaScript", () => assert.ok(blocks.length >= 3, `${blocks.length} blocks`));

/** Runs a block as a file of its own; gives what it prints, in lines. */
async function run(n, block, env) {
  // The reader puts an id of their own there.
  const code = block.replaceAll("<resource>_<user>", "11111111-2222-4333-8444-555555555555_66666666-7777-4888-9999-000000000001");
  const file = `readme-${n}.mjs`;
  writeFileSync(join(project.dir, file), code);
  const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: project.dir, env: { ...process.env, ...env }, timeout: 60_000 });
  return stdout.trim().split("\n");
}

for (const [n, block] of blocks.entries()) {
  test(`block ${n + 1}: ${block.split("\n").find((line) => line.includes("= new ")) ?? block.split("\n")[0]}`, async () => {
    const printed = await run(n, block, { ACS_CONNECTION_STRING: emulator.connectionString });
    // What a line says that it prints, as in `console.log(state); // expired: not listed`.
    const promised = [...block.matchAll(/^console\.log\(.*\); \/\/ \w+: (.*)$/gm)].map((match) => match[1]);
    if (promised.length > 0) assert.deepEqual(printed, promised);
  });
}

test("all compile as TypeScript", () => {
  const files = blocks.map((block, n) => {
    const file = join(project.dir, `readme-${n}.ts`);
    writeFileSync(file, block);
    return file;
  });
  const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false };
  const platform = { module: "nodenext", target: "es2022", lib: ["es2022"], types: ["node"], typeRoots: ["node_modules/@types"] };
  const { options } = ts.convertCompilerOptionsFromJson({ ...strict, ...platform, noEmit: true }, project.dir);
  const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram(files, options));
  assert.deepEqual(diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")), []);
});

test("one block shows what becomes of a room", () => assert.equal(blocks.filter((block) => block.includes("// gone: ")).length, 1));

test("without the variable, the first block stops with a sentence about it", async () => {
  await assert.rejects(run("missing", blocks[0], { ACS_CONNECTION_STRING: "" }), /Error: set ACS_CONNECTION_STRING/);
});
