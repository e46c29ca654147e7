// Prints the microseconds that each operation takes with one subject: `node work.mjs <subject> <rounds>`.

import { makers, operations } from "./subjects.mjs";
import { ROOM_ID, checked, useStub } from "./stub.mjs";

const [, , subject, rounds] = process.argv;
const client = await makers[subject]();

async function round({ perRound, call }) {
  const begin = performance.now();
  for (let n = 0; n < perRound; n += 1) await call(client);
  return ((performance.now() - begin) * 1000) / perRound;
}

const found = {};
for (const [name, operation] of Object.entries(operations)) {
  if (subject === "stub") useStub();
  else {
    const room = await checked(() => operation.call(client));
    if (room.id !== ROOM_ID || room.validUntil.toISOString() !== "2026-08-18T07:29:27.555Z") throw new Error(`${name}: ${JSON.stringify(room)}`);
  }
  // Until the compilers are done.
  for (let n = 0; n < 20; n += 1) await round(operation);
  const times = [];
  for (let n = 0; n < rounds; n += 1) times.push(await round(operation));
  times.sort((a, b) => a - b);
  // Near the best, where nothing else disturbed, but no lucky shot.
  found[name] = times[Math.floor(times.length / 10)];
}
console.log(JSON.stringify(found));
