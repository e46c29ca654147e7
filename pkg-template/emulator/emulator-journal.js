// Keeps the emulator's changes in a file, one a line. Every line is written before its change is answered, so
// that the end of the process, at any point, loses nothing that was answered.
import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, realpathSync, renameSync, writeFileSync, writeSync } from "node:fs";

import { lockFile } from "./emulator-lock.js";

/** Tells our files from others, and later formats from this. */
const HEADER = '{"journal":"acs-rooms emulator","format":1}';
const LINE_END = 10;

/**
 * Opens the file for this process alone.
 * @param {string} path - is made when it does not exist
 * @param {(text: string) => void} warn - gets what was mended
 */
export function openFileJournal(path, warn) {
  let file = openSync(path, "a+");
  closeSync(file);
  // Two names of one file must not be two locks.
  const real = realpathSync(path);
  const unlock = lockFile(real);
  try {
    file = openSync(real, "r+");
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
      ftruncateSync(file, end);
      throw error;
    }
    end += bytes.length;
  }

  function append(line) {
    if (isCut) ftruncateSync(file, end);
    isCut = false;
    put(`${lacksLineEnd ? "\n" : ""}${line}\n`);
    lacksLineEnd = false;
  }

  /** Puts a new file in the place of the old: there is always one that is whole. */
  function replace(lines) {
    const fresh = `${real}.new`;
    const bytes = Buffer.from([HEADER, ...lines, ""].join("\n"));
    writeFileSync(fresh, bytes, { flush: true });
    closeSync(file);
    try {
      renameSync(fresh, real);
      end = bytes.length;
      isCut = lacksLineEnd = false;
    } finally {
      file = openSync(real, "r+");
    }
  }

  function close() {
    fsyncSync(file);
    closeSync(file);
    unlock();
  }

  return { read, append, replace, close };
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
