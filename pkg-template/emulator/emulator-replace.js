// A new file in the place of an old one: whatever ends the process, there is one that is whole.
import { randomUUID } from "node:crypto";
import { closeSync, fchmodSync, fchownSync, fstatSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** What `replaceFile` adds to a name. Nobody can guess it, so no link waits there for what is written. */
const SUFFIX = /^\.[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\.new$/;

/**
 * Replaces a file by one with the same mode and owner.
 * @param {string} path - without symbolic links
 * @param {Uint8Array} bytes
 * @returns {boolean} false when the new one cannot have the same owner: then the old one is as it was
 */
export function replaceFile(path, bytes) {
  const fresh = `${path}.${randomUUID()}.new`;
  try {
    // Until it has its owner it is nobody else's to read.
    const file = openSync(fresh, "wx", 0o600);
    try {
      writeFileSync(file, bytes);
      if (!takesAfter(file, statSync(path))) return false;
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(fresh, path);
    return true;
  } finally {
    rmSync(fresh, { force: true });
  }
}

function takesAfter(file, { mode, uid, gid }) {
  const made = fstatSync(file);
  try {
    if (made.uid !== uid || made.gid !== gid) fchownSync(file, uid, gid);
  } catch {
    return false;
  }
  fchmodSync(file, mode & 0o7777);
  return true;
}

/** Removes what a crash left in the midst of `replaceFile`. Only for whoever has the file to themselves. */
export function removeLeftovers(path) {
  const [folder, name] = [dirname(path), basename(path)];
  const isLeft = (entry) => entry.isFile() && entry.name.startsWith(name) && SUFFIX.test(entry.name.slice(name.length));
  for (const entry of readdirSync(folder, { withFileTypes: true }).filter(isLeft)) rmSync(join(folder, entry.name), { force: true });
}
