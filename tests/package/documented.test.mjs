// Whoever points at a name in an editor gets a text: every exported declaration and every member has one.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import ts from "typescript";
import { built } from "../harness/project.mjs";

const dist = join(built, "dist");
const files = readdirSync(dist).filter((file) => file.endsWith(".d.ts"));

const MEMBERS = [ts.SyntaxKind.PropertySignature, ts.SyntaxKind.MethodSignature, ts.SyntaxKind.PropertyDeclaration, ts.SyntaxKind.MethodDeclaration, ts.SyntaxKind.Constructor];

/** What must have a text: what a file declares, members of classes and interfaces, and members of the objects that properties have. */
function* declarations(node, path, isMember = true) {
  for (const child of ts.isSourceFile(node) ? node.statements : (node.members ?? [])) {
    if (ts.isImportDeclaration(child) || ts.isExportDeclaration(child)) continue;
    if (!ts.isSourceFile(node) && !MEMBERS.includes(child.kind)) continue;
    const name = [...path, child.name?.getText() ?? "constructor"];
    if (isMember) yield [name.join("."), child];
    yield* declarations(child, name);
    if (child.type) yield* literals(child.type, name);
  }
}

/** Of a type, the members of its objects; not those of a union of several, whose alias has the text. */
function* literals(type, name) {
  if (ts.isTypeLiteralNode(type)) yield* declarations(type, name);
  else if (ts.isUnionTypeNode(type)) {
    const objects = type.types.filter(ts.isTypeLiteralNode);
    if (objects.length === 1) yield* declarations(objects[0], name);
  }
}

const hasText = (node) => ts.getJSDocCommentsAndTags(node).some((doc) => ts.isJSDoc(doc) && ts.getTextOfJSDocComment(doc.comment)?.trim());

function undocumented(source) {
  const names = [];
  let count = 0;
  for (const [name, node] of declarations(source, [])) {
    count++;
    if (!hasText(node)) names.push(name);
  }
  return { names, count };
}

const parse = (name, text) => ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);

test("there are types to look at", () => assert.ok(files.includes("index.d.ts") && files.length >= 6, files.join()));

for (const file of files) {
  test(`${file}: every name has a text`, () => {
    const { names, count } = undocumented(parse(file, readFileSync(join(dist, file), "utf8")));
    assert.ok(count >= 3, `${count} names were found`);
    assert.deepEqual(names, []);
  });
}

test("the check finds what has no text", () => {
  const source = ["/** One. */", "export interface A { b: string;", "/** C. */", "c?: { d: number } | undefined;", "/** @see x */", "e(): void }",
    "export type F = string; export declare class G { constructor(); }"].join("\n");
  assert.deepEqual(undocumented(parse("a.d.ts", source)), { names: ["A.b", "A.c.d", "A.e", "F", "G", "G.constructor"], count: 8 });
});

test("the class has an example", () => {
  const source = parse("index.d.ts", readFileSync(join(dist, "index.d.ts"), "utf8"));
  const client = source.statements.find((node) => ts.isClassDeclaration(node) && node.name.text === "RoomsClient");
  assert.ok(ts.getJSDocTags(client).some(({ tagName }) => tagName.text === "example"));
});
