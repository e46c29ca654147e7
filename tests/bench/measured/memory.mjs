// Prints how memory develops: `node --expose-gc memory.mjs <subject> calls|clients <count>`.
// "calls" are of one client; "clients" have one call each, and are left to the collector.

import { ROOM_ID, useStub } from "./stub.mjs";

const [, , subject, what, count] = process.argv;
const linear = subject === "ours" ? await import("./linear-memory.mjs") : undefined;
const { makers } = await import("./subjects.mjs");
useStub();
const PARTS = 5;

async function collect() {
  for (let n = 0; n < 3; n += 1) {
    globalThis.gc();
    // Finalizers run in tasks of their own.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const one = await makers[subject]();
const call = what === "calls" ? () => one.getRoom(ROOM_ID) : async () => (await makers[subject]()).getRoom(ROOM_ID);
const atStart = linear && linear.memory("client").buffer.byteLength;
const heap = [];
const linearKiB = linear ? [atStart / 1024] : [];
let peakHeap = 0;
for (let part = 0; part < PARTS; part += 1) {
  for (let n = 0; n < count / PARTS; n += 1) {
    await call();
    // A server's loop turns, too.
    if (n % 100 === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      peakHeap = Math.max(peakHeap, process.memoryUsage().heapUsed);
    }
  }
  await collect();
  heap.push(process.memoryUsage().heapUsed / 1024);
  if (linear) linearKiB.push(linear.memory("client").buffer.byteLength / 1024);
}
console.log(JSON.stringify({ heapGrowthKiB: heap.at(-1) - heap[0], peakHeapKiB: peakHeap / 1024, residentKiB: process.resourceUsage().maxRSS, linearKiB }));
