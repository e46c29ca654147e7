// Prints where the time of an operation goes, by function, wasm included:
// `node profile.mjs <operation | listing> <wasm with names>`.

import { readFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { RoomsClient, initSync } from "acs-rooms/slim";
import { operations } from "./subjects.mjs";
import { CONNECTION_STRING, useStub } from "./stub.mjs";

const [, , name, wasm] = process.argv;
const SECONDS = 4;
const SHOWN = 45;

/** The published code with the names of its twin: the same functions, but the twin's imports are not shortened. */
function withNames(published, twin) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = twin[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < twin.length) {
    const begin = at;
    const id = twin[at++];
    const end = number() + at;
    // A custom section begins with its own name: its length, and then `name`.
    if (id === 0 && twin.toString("latin1", at, at + 5) === "\x04name") return Buffer.concat([published, twin.subarray(begin, end)]);
    at = end;
  }
  throw new Error("the wasm with names has none");
}

const published = readFileSync(new URL(import.meta.resolve("acs-rooms/acs_rooms.wasm")));
initSync(withNames(published, readFileSync(wasm)));
useStub();
const client = new RoomsClient(CONNECTION_STRING);
const call = name === "listing" ? async () => { for await (const _ of client.listRooms()); } : () => operations[name].call(client);

/** Calls for some seconds; how many. */
async function calls(seconds) {
  let count = 0;
  for (const end = performance.now() + seconds * 1000; performance.now() < end; count += 1) await call();
  return count;
}

await calls(1);
const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.setSamplingInterval", { interval: 100 });
await session.post("Profiler.start");
const count = await calls(SECONDS);
const { profile } = await session.post("Profiler.stop");

const self = new Map();
const byPlace = new Map();
const add = (map, key, us) => map.set(key, (map.get(key) ?? 0) + us);
const nodes = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
profile.samples.forEach((id, n) => {
  const { functionName, url, lineNumber } = nodes.get(id);
  const place = url.startsWith("wasm:") ? "wasm" : url.split("/").at(-1);
  const key = `${functionName.replaceAll(/\[[0-9a-f]{9,}\]/g, "") || "(anonymous)"}  ${place}${place && place !== "wasm" ? `:${lineNumber + 1}` : ""}`;
  add(self, key, profile.timeDeltas[n]);
  add(byPlace, place || functionName, profile.timeDeltas[n]);
});
const total = [...self.values()].reduce((sum, us) => sum + us, 0);
console.log(`${name}: ${count} calls, ${(total / count).toFixed(1)} µs each, the stub included\n`);

function print(title, map, shown) {
  console.log(`     µs      %  ${title}`);
  for (const [key, us] of [...map].sort((a, b) => b[1] - a[1]).slice(0, shown)) {
    console.log(`${(us / count).toFixed(2).padStart(7)}  ${((100 * us) / total).toFixed(1).padStart(5)}  ${key.slice(0, 140)}`);
  }
}
print("place", byPlace, 8);
print("function, without what it calls", self, SHOWN);
