// The public interface of the package as text, in api-report.md: every declaration of the types, without comments and in
// one form. A change of it is seen in review.
//
//   node tests/package/api-report.mjs          says what differs
//   node tests/package/api-report.mjs --write  takes the present interface as the right one

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const types = new URL("../../pkg-template/types/", import.meta.url);
const report = new URL("./api-report.md", import.meta.url);
const ENTRIES = {
  "acs-rooms": "index",
  "acs-rooms/slim": "slim",
  "acs-rooms/emulator": "emulator",
  "acs-rooms/identity": "identity",
  "acs-rooms/proxy": "proxy",
  "acs-rooms/proxy/node": "node-handler",
  "acs-rooms/node": "node",
};

function parsed(name) {
  const file = `${name}.d.ts`;
  const source = ts.createSourceFile(file, readFileSync(new URL(file, types), "utf8"), ts.ScriptTarget.Latest);
  if (source.parseDiagnostics.length > 0) throw new Error(`${file} cannot be read: ${source.parseDiagnostics[0].messageText}`);
  return source;
}

/** The declarations of a file, in its order. */
const declarations = (name) => ts.createPrinter({ removeComments: true }).printFile(parsed(name)).trim();

/** The names that a file says exist when the program runs: classes, functions and constants. */
export function valuesOf(name) {
  return parsed(name).statements.flatMap((statement) => {
    const exported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!exported) return [];
    if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map((declaration) => declaration.name.text);
    return ts.isClassDeclaration(statement) || ts.isFunctionDeclaration(statement) ? [statement.name.text] : [];
  });
}

/** The report of the present types. */
export function present() {
  const sections = Object.entries(ENTRIES).map(([entry, file]) => `## ${entry}\n\n\`\`\`ts\n${declarations(file)}\n\`\`\`\n`);
  return `# The public interface\n\nMade from \`pkg-template/types\` by \`node tests/package/api-report.mjs --write\`.\n\n${sections.join("\n")}`;
}

/** The report that was agreed on. */
export const agreed = () => readFileSync(report, "utf8");

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes("--write")) writeFileSync(report, present());
  else if (present() === agreed()) console.log("the public interface is as in api-report.md");
  else {
    console.error("the public interface is not as in api-report.md; `git diff` shows how, after --write");
    process.exitCode = 1;
  }
}
