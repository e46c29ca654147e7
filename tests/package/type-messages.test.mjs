// What the compiler says about a mistake in the client's options: its last line is about the option, and not about a
// credential that nobody meant to give.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import ts from "typescript";
import { makeProject } from "../harness/project.mjs";

let project;
before(() => {
  project = makeProject(new URL("./fixtures", import.meta.url));
});
after(() => project?.remove());

/** What the compiler says about a statement, in lines. */
function complaints(statement) {
  const file = join(project.dir, "mistake.ts");
  writeFileSync(file, `import { RoomsClient } from "acs-rooms";\ndeclare const text: string;\ndeclare const maybe: string | undefined;\n${statement}\n`);
  const { options } = ts.convertCompilerOptionsFromJson({ module: "nodenext", target: "es2022", lib: ["es2022"], types: [], strict: true, exactOptionalPropertyTypes: true, noEmit: true });
  return ts.getPreEmitDiagnostics(ts.createProgram([file], options)).flatMap(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n").split("\n"));
}

const MISTAKES = {
  "new RoomsClient(text, { onRespone: () => {} });": /'onRespone' does not exist in type 'RoomsClientOptions'. Did you mean to write 'onResponse'\?/,
  "new RoomsClient(text, { fetch: 5 });": /Type 'number' is not assignable to type 'FetchLike'/,
  "new RoomsClient(text, { retryOptions: { maxRetry: 5 } });": /'maxRetry' does not exist in type 'RetryOptions'/,
  "new RoomsClient(maybe);": /Type 'undefined' is not assignable to type 'string'/,
  "RoomsClient.throughProxy(text, { onRety: () => {} });": /'onRety' does not exist in type 'RoomsClientOptions'. Did you mean to write 'onRetry'\?/,
};

for (const [statement, wanted] of Object.entries(MISTAKES)) {
  test(statement, () => assert.match(complaints(statement).at(-1) ?? "nothing", wanted));
}

test("what is right is taken", () => assert.deepEqual(complaints("new RoomsClient(text, { fetch: undefined });"), []));
