// Keeps the emulator's changes in a file, one a line. Every line is written before its change is answered, so
// that the end of the process, at any point, loses nothing that was answered.
import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, realpathSync, writeSync } from "node:fs";

import { lockFile } from "./emulator-lock.js";
import { removeLeftovers, replaceFile } from "./emulator-replace.js";

/** Tells our files from others, and later formats from this. */
const HEADER = '{"journal":"acs-rooms emulator","format":1}';
const LINE_END = 10;
/** To read and write. Whoever puts a link in the place of the file is not followed. */
const OPEN = constants.O_RDWR | (constants.O_NOFOLLOW ?? 0);

/**
 * Opens the file for this process alone.
 * @param {string} path - is made when it does not exist
 * @param {(text: string) => void} warn - gets what was mended
 */
export function openFileJournal(path, warn) {
  make(path);
  // Two names of one file must not be two locks.
  const real = realpathSync(path);
  const unlock = lockFile(real);
  let file;
  try {
    removeLeftovers(real);
    file = openSync(real, OPEN);
  } catch (error) {
    unlock();
    throw error;
  }
  /** Where the next line goes. */
  let end = 0;
  // What `read` found behind the end, or lacking before it. The first change mends it: until then the file may turn out to
  // be refused, and such a file stays as it is.
  let isCut = false;
  let lacksLineEnd = false;

  function read() {
    const bytes = readFileSync(real);
    const text = bytes.toString("utf8");
    if (`${HEADER}\n`.startsWith(text)) return begin();
    // People edit such files, with editors that end lines as they like.
    const [header, ...lines] = text.split(/\r?\n/);
    if (header !== HEADER) {
      throw new Error("this is no data file of this version of the emulator. Give another, or the name of one to make.");
    }
    end = bytes.length;
    const last = lines.at(-1) ?? "";
    lacksLineEnd = last !== "" && isWhole(last);
    isCut = last !== "" && !lacksLineEnd;
    if (isCut) {
      lines.pop();
      end = bytes.lastIndexOf(LINE_END) + 1;
      warn(`The last line was cut short when the emulator ended: its change was never answered. Left out ${bytes.length - end} bytes.`);
    }
    return lines.filter((line) => line !== "");
  }

  /** A new file, or one whose first line was cut short. */
  function begin() {
    put(`${HEADER}\n`);
    return [];
  }

  /** Writes at the end: all of it, or nothing. */
  function put(text) {
    const bytes = Buffer.from(text);
    try {
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(file, bytes, done, bytes.length - done, end + done);
      }
    } catch (error) {
      isCut = true;
      try {
        mend();
      } catch {
        // The next change tries again.
      }
      throw error;
    }
    end += bytes.length;
  }

  /** Takes off what is no whole line. */
  function mend() {
    if (isCut) ftruncateSync(file, end);
    isCut = false;
  }

  function append(line) {
    mend();
    put(`${lacksLineEnd ? "\n" : ""}${line}\n`);
    lacksLineEnd = false;
  }

  function replace(lines) {
    const text = [HEADER, ...lines, ""].join("\n");
    let isReplaced = false;
    // Windows replaces no file that is open.
    closeSync(file);
    file = undefined;
    try {
      isReplaced = replaceFile(real, Buffer.from(text));
    } finally {
      file = openSync(real, OPEN);
    }
    if (isReplaced) end = Buffer.byteLength(text);
    else {
      // The file is another user's, and stays so. Here a crash can do harm.
      end = 0;
      ftruncateSync(file, end);
      put(text);
    }
    isCut = lacksLineEnd = false;
  }

  function close() {
    try {
      if (file !== undefined) closeAfter(file, fsyncSync);
    } finally {
      unlock();
    }
  }

  return { read, append, replace, close };
}

/** Makes the file if there is none. */
function make(path) {
  const isFile = closeAfter(openSync(path, "a+"), (file) => fstatSync(file).isFile());
  if (!isFile) throw new Error("this is no file that could keep rooms. Give another, or the name of one to make.");
}

function closeAfter(file, action) {
  try {
    return action(file);
  } finally {
    closeSync(file);
  }
}

/** Whether a last line without an end is all there: no part of an object in JSON is one itself. */
function isWhole(line) {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
