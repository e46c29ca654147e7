// One process for one file. The lock is a file beside it that names its owner, so that one left behind by a
// crash is known for what it is.
import { randomUUID } from "node:crypto";
import { closeSync, constants, linkSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** How often the lock may have gone to another process, or have been let go, at the moment of trying. */
const ATTEMPTS = 5;
/** How long a lock may be empty while it is written, where that takes two steps. */
const WRITTEN_WITHIN_MS = 50;
/** A link in the place of the lock, or a pipe, is not followed and not waited for. Windows has neither flag. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * @param {string} path - of the file, without symbolic links
 * @returns {() => void} unlocks
 */
export function lockFile(path) {
  const lock = `${path}.lock`;
  // The last part is of this lock alone: what was read of one never fits another.
  const me = `${process.pid} ${beginOf(process.pid)} ${randomUUID()}`;
  take(lock, me);
  return () => {
    // Somebody may have deleted it, and another process have one of its own since.
    if (ownerOf(lock) === me) rmSync(lock);
  };
}

/**
 * Makes `me` the owner of the lock, unless a living process is.
 *
 * The lock of a dead process is replaced while holding a second one, named after it, so that one process does it. Is
 * the first lock then still the same, nobody replaced it before; whoever comes later finds another.
 */
function take(lock, me) {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (place(lock, me)) return;
    const owner = writtenOwnerOf(lock);
    if (owner === undefined) continue;
    const [pid, begin, name = "unnamed"] = owner.split(" ");
    if (lives(Number(pid), begin)) {
      throw new Error(`another emulator (process ${pid}) uses it. Stop that, or give another file. If it is none, delete ${lock}.`);
    }
    const second = `${lock}.${name.slice(0, 36).replace(/[^\w-]/g, "_")}`;
    take(second, me);
    try {
      if (ownerOf(lock) === owner) {
        withFile(lock, me, (mine) => renameSync(mine, lock));
        return;
      }
    } finally {
      removeIfPossible(second);
    }
  }
  throw new Error("another emulator opened it at the same moment. Give another file.");
}

/** Makes the lock, with its content at once, if there is none. */
function place(lock, me) {
  return withFile(lock, me, (mine) => {
    try {
      linkSync(mine, lock);
      return true;
    } catch (error) {
      if (error.code === "EEXIST") return false;
    }
    // A file system without links.
    try {
      writeFileSync(lock, me, { flag: "wx" });
      return true;
    } catch (error) {
      if (error.code === "EEXIST") return false;
      throw error;
    }
  });
}

/** Does something with a new file beside the lock, which nobody can have put there before. */
function withFile(lock, content, action) {
  const mine = `${lock}.${randomUUID()}`;
  try {
    writeFileSync(mine, content, { flag: "wx" });
    return action(mine);
  } finally {
    removeIfPossible(mine);
  }
}

/** What cannot be removed is in nobody's way; and whoever has the lock by now must learn of it. */
function removeIfPossible(file) {
  try {
    rmSync(file, { force: true });
  } catch {}
}

/** What the lock says, or undefined if there is none. */
function ownerOf(lock) {
  let file;
  try {
    file = openSync(lock, READ);
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}

function writtenOwnerOf(lock) {
  const owner = ownerOf(lock);
  if (owner !== "") return owner;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WRITTEN_WITHIN_MS);
  return ownerOf(lock);
}

function lives(pid, begin) {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // It lives, but is somebody else's.
    if (error.code !== "EPERM") return false;
  }
  return beginOf(pid) === begin;
}

/** When a process began, where the system tells: numbers of processes are used again. */
function beginOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ")[19];
  } catch {
    return "unknown";
  }
}
