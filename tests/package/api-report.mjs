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
const ENTRIES = { "acs-rooms": "index", "acs-rooms/slim": "slim", "acs-rooms/emulator": "emulator", "acs-rooms/proxy": "proxy" };

/** The declarations of a file, in its order. */
function declarations(name) {
  const file = `${name}.d.ts`;
  const source = ts.createSourceFile(file, readFileSync(new URL(file, types), "utf8"), ts.ScriptTarget.Latest);
  if (source.parseDiagnostics.length > 0) throw new Error(`${file} cannot be read: ${source.parseDiagnostics[0].messageText}`);
  return ts.createPrinter({ removeComments: true }).printFile(source).trim();
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
