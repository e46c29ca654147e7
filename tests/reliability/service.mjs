// The emulator's program with its control path, and clients of it.

import { fileURLToPath } from "node:url";
import { RoomsClient } from "acs-rooms";
import { connectEmulator } from "acs-rooms/emulator";
import { nodeFetch } from "acs-rooms/node";
import { startEmulator } from "../harness/emulator.mjs";

/** How clients send: with the global fetch, or as `overNodeFetch` says. */
let over = {};

/** From now on, clients send with the fetch of `acs-rooms/node`. */
export function overNodeFetch() {
  over = { fetch: nodeFetch() };
}

/** Starts `acs-rooms emulator --control` of the installed package. */
export async function startService(args = []) {
  const emulator = await startEmulator(fileURLToPath(new URL(".", import.meta.url)), ["--control", "--quiet", ...args]);
  const [, endpoint, key] = /endpoint=(.*);accesskey=(.*)/.exec(emulator.connectionString);
  const { injectFault, clearFaults, requests, clearRequests, advanceTime, reset } = connectEmulator(emulator.connectionString);
  return {
    ...emulator,
    endpoint,
    key,
    /** A client with short waits. */
    client: (options) => new RoomsClient(emulator.connectionString, { retryOptions: { retryDelayInMs: 2 }, ...over, ...options }),
    /** Lets requests to come go wrong, in this order. */
    async inject(...faults) {
      for (const fault of faults) await injectFault(fault);
    },
    clearFaults,
    /** Requests since the log was cleared; the emulator keeps 1000. */
    requests,
    clearRequests,
    /** Puts the rooms' clock forward. */
    advanceTime,
    /** No rooms, no faults, no requests. */
    reset,
  };
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What a promise rejects with; fails if it fulfils. */
export async function rejection(promise) {
  let value;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`expected a rejection, got ${JSON.stringify(value)}`);
}

/** All elements of an async iterable. */
export async function all(iterable) {
  const found = [];
  for await (const element of iterable) found.push(element);
  return found;
}

/** Value of a header of a logged request. */
export const header = (request, name) => request.headers.find(([given]) => given === name)?.[1];

/** The n-th user. */
export const user = (n) => ({ communicationUserId: `8:acs:11111111-2222-4333-8444-555555555555_66666666-7777-4888-9999-${String(n).padStart(12, "0")}` });

/** Random numbers that are the same in every run: mulberry32. */
export function seeded(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
