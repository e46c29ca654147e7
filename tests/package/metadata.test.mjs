// What the tarball says about itself, what is in it, and what its files may not mention.

import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import ts from "typescript";
import { built, makeProject, npm } from "../harness/project.mjs";
import { quiet } from "../harness/quiet.mjs";

const attw = fileURLToPath(new URL("../node_modules/@arethetypeswrong/cli/dist/index.js", import.meta.url));
const manifest = JSON.parse(readFileSync(join(built, "package.json"), "utf8"));

let project;
before(() => {
  project = makeProject(new URL("./fixtures", import.meta.url));
});
after(() => project?.remove());

test("the tarball has exactly the files of pack-list.txt", () => {
  const [{ files }] = JSON.parse(npm(["pack", "--dry-run", "--json"], built));
  const expected = readFileSync(new URL("./pack-list.txt", import.meta.url), "utf8").trim().split("\n");
  // What the bundler makes of the page has a hash in its name.
  const paths = files.map(({ path }) => path.replace(/^(dist\/admin\/assets\/).*(\.\w+)$/, "$1*$2"));
  assert.deepEqual([...new Set(paths)].sort(), expected);
});

test("no dependencies and no install scripts", () => {
  for (const field of ["dependencies", "peerDependencies", "optionalDependencies", "bundleDependencies", "scripts"]) {
    assert.equal(manifest[field], undefined, field);
  }
});

test("npm publish --dry-run has nothing to complain about", async () => {
  // A registry that has no such package yet.
  const registry = createServer((_, response) => response.writeHead(404, { "content-type": "application/json" }).end("{}"));
  registry.listen(0, "127.0.0.1");
  await once(registry, "listening");
  const host = `127.0.0.1:${registry.address().port}/`;
  const options = ["--dry-run", `--registry=http://${host}`, `--//${host}:_authToken=none`, "--userconfig=/nonexistent"];
  try {
    const { stdout, stderr } = await promisify(execFile)("npm", ["publish", ...options], { cwd: built, env: quiet() });
    assert.equal(stdout.trim(), `+ ${manifest.name}@${manifest.version}`);
    const complaints = stderr.split("\n").filter((line) => line !== "" && !line.startsWith("npm notice"));
    assert.deepEqual(complaints, []);
  } finally {
    registry.close();
  }
});

test("the version is that of Cargo.toml", () => {
  const cargo = readFileSync(new URL("../../Cargo.toml", import.meta.url), "utf8");
  assert.equal(manifest.version, /^version = "(.*)"$/m.exec(cargo)[1]);
});

test("publint, strict", async () => {
  const { messages } = await publint({ pkgDir: built, strict: true });
  assert.deepEqual(messages.map((message) => formatMessage(message, manifest)), []);
});

/** Are the types wrong? */
function runAttw(...args) {
  const { status, stdout } = spawnSync(process.execPath, [attw, project.tarball, "--no-emoji", "--no-color", ...args], { encoding: "utf8" });
  assert.equal(status, 0, stdout);
}
test("attw: import, require and node10 find their types", () => {
  runAttw("--profile", "strict", "--exclude-entrypoints", "./slim", "./acs_rooms.wasm", "./emulator.wasm");
});
test("attw: slim is for import only", () => {
  runAttw("--profile", "esm-only", "--entrypoints", "./slim");
});

/** Files that a condition of the exports leads to, with everything they import. */
function reachable(entries) {
  const found = new Set();
  const open = [...entries];
  while (open.length > 0) {
    const file = open.pop();
    if (found.has(file) || !file.endsWith(".js")) continue;
    found.add(file);
    const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"));
    for (const { fileName } of importedFiles) {
      assert.ok(fileName.startsWith("./"), `${file} imports ${fileName}`);
      open.push(join(file, "..", fileName.replace(/\?.*$/, "")));
    }
  }
  return [...found];
}

/** Names that a file uses as variables: not as properties, and not where it has asked with `typeof` whether they are there. */
function variables(file) {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const found = new Set();
  const visit = (node, asked) => {
    const { parent } = node;
    const isProperty = (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name === node;
    if (ts.isIdentifier(node) && !isProperty && !asked.has(node.text)) found.add(node.text);
    if (ts.isMetaProperty(node)) found.add("import.meta");
    const within = ts.isConditionalExpression(node) ? new Set([...asked, ...typeofs(node.condition)]) : asked;
    ts.forEachChild(node, (child) => visit(child, within));
  };
  ts.forEachChild(source, (child) => visit(child, new Set()));
  return found;
}

/** The names whose type an expression asks for. */
function typeofs(expression) {
  return [...expression.getText().matchAll(/\btypeof (\w+)/g)].map((match) => match[1]);
}

const FORBIDDEN = ["Buffer", "process", "window", "document", "navigator", "require", "global", "eval", "Function", "import.meta"];
const everywhere = (entry) => [entry.workerd.default, entry["edge-light"].default, entry.deno.default, entry.default.default];

for (const name of [".", "./emulator", "./proxy", "./slim"]) {
  test(`${name}: nothing that only one platform has`, () => {
    const entry = manifest.exports[name];
    const entries = typeof entry.default === "string" ? [entry.default] : everywhere(entry);
    const files = reachable(entries.map((file) => join(built, file)));
    assert.ok(files.length >= 2, `${files.length} files were read`);
    for (const file of files) {
      const used = variables(file);
      const misused = FORBIDDEN.filter((variable) => used.has(variable));
      assert.deepEqual(misused, [], file);
    }
  });
}

test("the check for platform names can fail", () => {
  const files = reachable([join(built, "dist/client-inline.js")]);
  assert.ok(files.some((file) => variables(file).has("WebAssembly")));
  assert.deepEqual(platformWords('globalThis["process"]; import("node:fs"); x.window; // document'), ["process", "node:fs", "window"]);
});

/** Words of Node or of pages in a text, anywhere but in comments: also as properties, in strings, and after `typeof`. */
function platformWords(text) {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, text);
  const found = [];
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    if (kind !== ts.SyntaxKind.Identifier && kind !== ts.SyntaxKind.StringLiteral) continue;
    const word = scanner.getTokenValue();
    if (["Buffer", "process", "window", "document"].includes(word) || word.startsWith("node:")) found.push(word);
  }
  return found;
}

// Not of the emulator: a library in it asks for `typeof window`, which the test above allows.
for (const name of [".", "./proxy"]) {
  test(`${name}: no word of Node or of pages in what browsers, Workers and the edge load`, () => {
    const { workerd, "edge-light": edge, default: web } = manifest.exports[name];
    const files = reachable([workerd, edge, web].map((entry) => join(built, entry.default)));
    assert.ok(files.length >= 5, `${files.length} files were read`);
    for (const file of files) {
      // What a page's relative addresses are relative to. Elsewhere it is not there, and nothing is asked of it.
      const text = readFileSync(file, "utf8").replaceAll("globalThis.document?.baseURI", "");
      assert.deepEqual(platformWords(text), [], file);
    }
  });
}
