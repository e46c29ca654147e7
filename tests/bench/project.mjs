// A project with both packages installed, ours from its packed tarball, and what is measured beside them.

import { cpSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "../../xtask/downloads.mjs";
import { makeProject } from "../harness/project.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const OFFICIAL = 'export { RoomsClient } from "@azure/communication-rooms"';

/** `remove()` deletes it. */
export function makeBenchProject() {
  const project = makeProject(new URL("./measured", import.meta.url));
  symlinkSync(here("../node_modules/@azure"), join(project.dir, "node_modules/@azure"));
  cpSync(here("../reliability/linear-memory.mjs"), join(project.dir, "linear-memory.mjs"));
  // The build that a page gets, which signs with WebCrypto and sends with fetch. Node has all it needs but the name `self`.
  writeFileSync(join(project.dir, "official-browser.mjs"), bundle(OFFICIAL, { platform: "browser", define: { self: "globalThis" } }));
  return project;
}
