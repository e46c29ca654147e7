// Prints how memory develops: `node --expose-gc memory.mjs <subject> calls|clients|freed <count>`.
// "calls" are of one client; "clients" have one call each, and are left to the collector, or "freed".

import { ROOM_ID, useStub } from "./stub.mjs";

const [, , subject, what, count] = process.argv;
const linear = subject === "ours" ? await import("./linear-memory.mjs") : undefined;
const { makers } = await import("./subjects.mjs");
useStub();

async function collect() {
  for (let n = 0; n < 3; n += 1) {
    globalThis.gc();
    // Finalizers run in tasks of their own.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const one = await makers[subject]();
async function callOfNew() {
  const client = await makers[subject]();
  await client.getRoom(ROOM_ID);
  if (what === "freed") client.free();
}
const call = what === "calls" ? () => one.getRoom(ROOM_ID) : callOfNew;
const linearNow = () => (linear ? linear.memory("client").buffer.byteLength / 1024 : 0);
const linearKiB = [linearNow()];
const heapKiB = [];
let peakHeap = 0;
// What is not given back after the first time is missing in the second.
for (let time = 0; time < 2; time += 1) {
  for (let n = 0; n < count; n += 1) {
    await call();
    // A server's loop turns, too.
    if (n % 100 === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      peakHeap = Math.max(peakHeap, process.memoryUsage().heapUsed);
    }
    // The collector sees only the small shells, and would let many clients of which only it knows pile up.
    if (n % 2000 === 1999) await collect();
  }
  await collect();
  heapKiB.push(process.memoryUsage().heapUsed / 1024);
  linearKiB.push(linearNow());
}
console.log(JSON.stringify({ linearKiB, heapKiB, peakHeapKiB: peakHeap / 1024, residentKiB: process.resourceUsage().maxRSS }));
