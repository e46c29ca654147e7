// A fresh project that has the packed tarball installed, as a user has it.

import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The built package. */
export const built = fileURLToPath(new URL("../../target/npm/acs-rooms", import.meta.url));

const cases = fileURLToPath(new URL("../cases", import.meta.url));

/** Runs npm and returns what it prints. */
export function npm(args, cwd) {
  return execFileSync("npm", [...args, "--loglevel=error"], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

/** Packs the built package into a folder; returns the tarball's path. */
export function pack(dir) {
  const [{ filename }] = JSON.parse(npm(["pack", "--json", "--pack-destination", dir], built));
  return join(dir, filename);
}

/**
 * Packs the built package and installs the tarball in a new folder outside the repository, together with the folder
 * of fixtures and, in `cases/`, the scripts. `remove()` deletes the folder.
 */
export function makeProject(fixtures) {
  const dir = mkdtempSync(join(tmpdir(), "acs-rooms-"));
  const tarball = pack(dir);
  writeFileSync(join(dir, "package.json"), JSON.stringify({ name: "project", private: true, type: "module" }));
  npm(["install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", tarball], dir);
  cpSync(fileURLToPath(fixtures), dir, { recursive: true });
  cpSync(cases, join(dir, "cases"), { recursive: true });
  return { dir, tarball, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
