// One process for one file. The lock is a file beside it that names its owner, so that one left behind by a
// crash is known for what it is.
import { readFileSync, unlinkSync, writeFileSync } from "node:fs";

/** How long a process that took over a lock waits to see whether another did so at the same moment. */
const TAKEOVER_MS = 50;

/**
 * @param {string} path - of the file, without symbolic links
 * @returns {() => void} unlocks
 */
export function lockFile(path) {
  const lock = `${path}.lock`;
  const me = `${process.pid} ${beginOf(process.pid)}`;
  for (let attempt = 0; attempt < 3; attempt++) {
    if (create(lock, me)) {
      if (attempt > 0) sleep(TAKEOVER_MS);
      if (attempt === 0 || ownerOf(lock) === me) return () => unlock(lock, me);
    }
    let owner = ownerOf(lock);
    if (owner === "") {
      // Just being made, or left by a crash at that moment.
      sleep(TAKEOVER_MS);
      owner = ownerOf(lock);
    }
    const [pid, begin] = owner.split(" ");
    if (owner === me || lives(Number(pid), begin)) {
      throw new Error(`another emulator (process ${pid}) uses it. Stop that, or give another file. If it is none, delete ${lock}.`);
    }
    remove(lock);
  }
  throw new Error("another emulator opened it at the same moment. Give another file.");
}

/** Whoever removed it may have let another process in, whose lock it is now. */
function unlock(lock, me) {
  if (ownerOf(lock) === me) remove(lock);
}

function create(lock, owner) {
  try {
    writeFileSync(lock, owner, { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function ownerOf(lock) {
  try {
    return readFileSync(lock, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return "";
    throw error;
  }
}

function remove(lock) {
  try {
    unlinkSync(lock);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
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

function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
