// Keeps the emulator's changes in a file, one a line. Every line is written before its change is answered, so
// that the end of the process, at any point, loses nothing that was answered.
import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, realpathSync, renameSync, writeFileSync, writeSync } from "node:fs";

import { lockFile } from "./emulator-lock.js";

/** Tells our files from others, and later formats from this. */
const HEADER = Buffer.from('{"journal":"acs-rooms emulator","format":1}\n');
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
  /** All before it are whole lines. */
  let end = 0;

  function read() {
    const bytes = readFileSync(real);
    if (bytes.length < HEADER.length && HEADER.subarray(0, bytes.length).equals(bytes)) {
      put(HEADER);
      return [];
    }
    if (!bytes.subarray(0, HEADER.length).equals(HEADER)) {
      throw new Error("this is no data file of this version of the emulator. Give another, or the name of one to make.");
    }
    end = bytes.lastIndexOf(LINE_END) + 1;
    if (end < bytes.length) {
      warn(`The last line was cut short when the emulator ended: its change was never answered. Left out ${bytes.length - end} bytes.`);
      ftruncateSync(file, end);
    }
    return bytes.toString("utf8", HEADER.length, end).split("\n").slice(0, -1);
  }

  /** Writes behind the whole lines: all of it, or nothing. */
  function put(bytes) {
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
    put(Buffer.from(`${line}\n`));
  }

  /** Puts a new file in the place of the old: there is always one that is whole. */
  function replace(lines) {
    const fresh = `${real}.new`;
    const bytes = Buffer.concat([HEADER, ...lines.map((line) => Buffer.from(`${line}\n`))]);
    writeFileSync(fresh, bytes, { flush: true });
    closeSync(file);
    try {
      renameSync(fresh, real);
      end = bytes.length;
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
