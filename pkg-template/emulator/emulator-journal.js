// Keeps the emulator's changes in a file, one a line.
import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";

/** @param {string} path - is made when it does not exist */
export function fileJournal(path) {
  return {
    read() {
      if (!existsSync(path)) {
        writeFileSync(path, "");
        return [];
      }
      const text = readFileSync(path, "utf8");
      // A line without its end was cut by a crash: its change was never answered.
      const whole = text.slice(0, text.lastIndexOf("\n") + 1);
      if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
      return whole.split("\n").filter((line) => line !== "");
    },
    append(line) {
      appendFileSync(path, `${line}\n`);
    },
    clear() {
      truncateSync(path, 0);
    },
  };
}
