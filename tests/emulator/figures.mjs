// What tests measure, and how much of it they do.

/** A number that the environment may raise for a long run. */
export function setting(name, short) {
  const value = Number(process.env[name] ?? short);
  if (!(value > 0)) throw new Error(`${name} must be a number above 0`);
  return value;
}

/** Prints a line of figures in the test's output. */
export function figure(text) {
  console.log(`figure: ${text}`);
}

/** Resident memory of a process, in MB. */
export async function residentMegabytes(pid) {
  const { readFile } = await import("node:fs/promises");
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)[1]) / 1024;
}

/** Repeatable randomness (xorshift32). */
export function randomness(seed) {
  // Seeds that are near must not begin alike.
  let state = Math.imul(seed + 1, 0x9e3779b1) || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  for (let i = 0; i < 8; i++) next();
  return {
    /** 0 to below the limit. */
    below: (limit) => next() % limit,
    pick: (list) => list[next() % list.length],
    bytes: (length) => Buffer.from(Array.from({ length }, () => next() & 255)),
  };
}
