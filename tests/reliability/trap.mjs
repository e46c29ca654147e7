// Makes the published wasm trap by taking all the memory that it could grow into, then goes on using it.
// Prints what became of each call as JSON.

import { memory } from "./linear-memory.mjs";

const { RoomsClient } = await import("acs-rooms");

const LARGE = 30_000_000;
const ROOM = JSON.stringify({ id: "99480215317774646", createdAt: "2025-02-19T07:29:27Z", validFrom: "2025-02-19T07:29:27Z", validUntil: "2025-08-18T07:29:27Z" });
const results = {};
const uncaught = [];
process.on("uncaughtException", (error) => uncaught.push(error.name));

/** From now on what needs more than the allocator has cannot be had: the wasm traps, as it would at a panic. */
function exhaust() {
  const { buffer } = memory("client");
  memory("client").grow(65_536 - buffer.byteLength / 65_536);
}

let answers = "room";
let release;
const held = new Promise((resolve) => (release = resolve));
async function fetch(url, init) {
  if (url.includes("/held?")) await held;
  if (answers === "large") {
    exhaust();
    return new Response("x".repeat(LARGE), { status: 200 });
  }
  return new Response(ROOM, { status: init.method === "POST" ? 201 : 200 });
}
const make = () => new RoomsClient("endpoint=https://contoso.example;accesskey=pw==", { fetch });

/** "fulfilled", the name of an error, or "unsettled". */
async function note(name, call) {
  const settled = (async () => call())().then(() => "fulfilled", (error) => error.name);
  results[name] = await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, 1000, "unsettled"))]);
}

const client = make();
await note("before", () => client.getRoom("99"));
const inFlight = client.getRoom("held");
if (process.argv[2] === "in a call's arguments") {
  exhaust();
  await note("trap", () => client.getRoom("9".repeat(LARGE)));
} else {
  answers = "large";
  await note("trap", () => client.getRoom("99"));
  answers = "room";
}
await note("the same client", () => client.getRoom("99"));
await note("the next client", () => make().createRoom());
release();
await note("a call that was in flight", () => inFlight);
console.log(JSON.stringify({ ...results, uncaught }));
