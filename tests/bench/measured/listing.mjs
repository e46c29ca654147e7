// Prints what listing 10,000 rooms in 100 pages takes with one subject: `node --expose-gc listing.mjs <subject> <rounds>`.

import { PAGES, ROOMS_PER_PAGE, useStub } from "./stub.mjs";

const [, , subject, rounds] = process.argv;
const linear = subject === "ours" ? await import("./linear-memory.mjs") : undefined;
const { makers } = await import("./subjects.mjs");
useStub();
const client = await makers[subject]();
const ROOMS = PAGES * ROOMS_PER_PAGE;

async function list(eachPage) {
  let seen = 0;
  for await (const room of client.listRooms()) {
    if (!(room.validUntil instanceof Date)) throw new Error(`no room: ${JSON.stringify(room)}`);
    seen += 1;
    if (eachPage && seen % ROOMS_PER_PAGE === 0) eachPage();
  }
  if (seen !== ROOMS) throw new Error(`${seen} rooms instead of ${ROOMS}`);
}

for (let n = 0; n < 2; n += 1) await list();
const times = [];
for (let n = 0; n < rounds; n += 1) {
  const begin = performance.now();
  const cpuBegin = process.cpuUsage();
  await list();
  const { user, system } = process.cpuUsage(cpuBegin);
  times.push({ us: ((performance.now() - begin) * 1000) / ROOMS, cpuUs: (user + system) / ROOMS });
}
/** Near the best, as in work.mjs. */
const good = (kind) => times.map((time) => time[kind]).sort((a, b) => a - b)[Math.floor(times.length / 5)];

const heap = [];
await list(() => {
  globalThis.gc();
  heap.push(process.memoryUsage().heapUsed / 1024);
});
// The second page against the last: a client that kept pages would have 98 more of them.
console.log(JSON.stringify({
  us: good("us"),
  cpuUs: good("cpuUs"),
  heapGrowthKiB: heap.at(-1) - heap[1],
  linearKiB: linear && linear.memory("client").buffer.byteLength / 1024,
}));
