// Fresh processes in turn, and what is made of their samples.

import { execFile } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { promisify } from "node:util";

/** Far beyond what anything takes on a machine with ten times more work than processors. */
const LIMIT_MS = 1_800_000;

/** Runs a program of the project in a process of its own; it prints JSON. */
export async function measured(dir, args, flags = []) {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, ...args.map(String)], { cwd: dir, timeout: LIMIT_MS });
    return JSON.parse(stdout);
  } catch (error) {
    const text = String(error.stderr || error.message);
    const why = error.killed ? `it took longer than ${LIMIT_MS / 60_000} minutes` : (text.match(/^\w*Error.*$/m)?.[0] ?? text.slice(0, 500));
    throw new Error(`${args.join(" ")}: ${why}`);
  }
}

/**
 * Measures each subject once a round, in turn, and backwards in every other round, so that what changes about the
 * machine meets all alike.
 * @returns samples by subject: the n-th of all were measured next to each other
 */
export async function alternate(subjects, rounds, measure, say) {
  const samples = Object.fromEntries(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 ? [...subjects].reverse() : subjects;
    for (const subject of order) {
      say(`round ${round + 1} of ${rounds}: ${subject}`);
      samples[subject].push(await measure(subject));
    }
  }
  return samples;
}

/** Processor time of a process so far: of all its threads, which Linux counts in nanoseconds. */
export function processorMs(pid) {
  const ofThread = (thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + ofThread(thread), 0) / 1e6;
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median, and the smallest and largest sample. */
export const summary = (samples) => ({ median: median(samples), low: Math.min(...samples), high: Math.max(...samples) });

/** Ours over another's, sample by sample. Where both were measured once only, that is one. */
export const ratios = (ours, others) => ours.map((sample, n) => sample / others[n]);
