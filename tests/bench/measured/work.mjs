// Prints the microseconds that each operation takes with one subject: `node work.mjs <subject> <rounds>`.

import { makers, operations } from "./subjects.mjs";
import { ROOM_ID, checked, useStub } from "./stub.mjs";

const [, , subject, rounds] = process.argv;
const WARM_UP_US = 400_000;
const client = await makers[subject]();

/** Microseconds for a call: of the clock, and of the processor. */
async function round({ perRound, call }) {
  const begin = performance.now();
  const cpuBegin = process.cpuUsage();
  for (let n = 0; n < perRound; n += 1) await call(client);
  const { user, system } = process.cpuUsage(cpuBegin);
  return { us: ((performance.now() - begin) * 1000) / perRound, cpuUs: (user + system) / perRound };
}

/** Near the best, where nothing else disturbed, but no lucky shot. */
function good(times) {
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 10)];
}

const found = {};
for (const [name, operation] of Object.entries(operations)) {
  if (subject.startsWith("stub")) useStub();
  else {
    const room = await checked(() => operation.call(client));
    if (room.id !== ROOM_ID || room.validUntil.toISOString() !== "2026-08-18T07:29:27.555Z") throw new Error(`${name}: ${JSON.stringify(room)}`);
  }
  // Until the compilers, which run beside this, are done.
  for (const end = process.cpuUsage().user + WARM_UP_US; process.cpuUsage().user < end; ) await round(operation);
  const times = [];
  for (let n = 0; n < rounds; n += 1) times.push(await round(operation));
  found[name] = { us: good(times.map(({ us }) => us)), cpuUs: good(times.map(({ cpuUs }) => cpuUs)) };
}
console.log(JSON.stringify(found));
