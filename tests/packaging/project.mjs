// Projects with the packed tarball installed, each in an empty folder of its own.

import { cpSync, linkSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeProject } from "../harness/project.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const root = path("../..");

/** Where the tools of a group are: the folder of its package.json. */
const folderOf = (group) => join(root, group);

/** The path of a file of a tool. */
export const tool = (group, file) => join(folderOf(group), "node_modules", file);

/** The version of a tool. */
export const versionOf = (group, name) => JSON.parse(readFileSync(tool(group, join(name, "package.json")), "utf8")).version;

/** Packs and installs the package once, for all the projects. */
export function installPackage() {
  const installed = makeProject(new URL("./fixtures/program", import.meta.url));
  return {
    /**
     * A new folder with the package, the suite, folders of `fixtures/` and, if asked for, a group of tools in its
     * `node_modules`, as if npm had installed them there.
     */
    project({ fixtures, tools }) {
      const dir = mkdtempSync(join(tmpdir(), "acs-rooms-"));
      for (const name of ["acs-rooms", ".bin"]) {
        cpSync(join(installed.dir, "node_modules", name), join(dir, "node_modules", name), { recursive: true, verbatimSymlinks: true });
      }
      cpSync(join(installed.dir, "package.json"), join(dir, "package.json"));
      cpSync(path("../cases"), join(dir, "cases"), { recursive: true });
      mkdirSync(join(dir, "packaging"));
      for (const file of ["suite.mjs", "entry.mjs"]) cpSync(path(file), join(dir, "packaging", file));
      if (tools) linkTree(join(folderOf(tools), "node_modules"), join(dir, "node_modules"));
      for (const fixture of fixtures) cpSync(path(`fixtures/${fixture}`), dir, { recursive: true });
      return { dir, tarball: installed.tarball, remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }) };
    },
    remove: () => installed.remove(),
  };
}

/** Links every file, which is a hundred times as quick as to copy it; copies where the file system does not link. */
function linkTree(from, to) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      linkTree(source, target);
      continue;
    }
    try {
      if (entry.isFile()) linkSync(source, target);
      else cpSync(source, target, { verbatimSymlinks: true });
    } catch (error) {
      if (error.code !== "EXDEV" && error.code !== "EPERM") throw error;
      cpSync(source, target);
    }
  }
}
