// Many operations at once while a fifth of the requests goes wrong; then what the emulator holds is compared with what
// the callers were told. Prints its figures; exits with 1 if a write was lost or doubled, or if memory grew.
//
//   node --expose-gc soak.mjs [--minutes 5]

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { memory } from "./linear-memory.mjs";

const { RoomsClient } = await import("acs-rooms");
const { all, seeded, startService, user } = await import("./service.mjs");

const { values } = parseArgs({ options: { minutes: { type: "string", default: "5" } } });
const DURATION_MS = Number(values.minutes) * 60_000;
const WORKERS = 12;
/** Rooms that a worker keeps; when it has more, it deletes some. */
const KEPT = 6;
const FAULT_RATE = 0.2;
const ROLES = ["Presenter", "Attendee", "Consumer", "Collaborator"];
const FAULTS = [
  { kind: "status", status: 429, retryAfterInMs: 5, retryAfterForm: "ms" },
  { kind: "status", status: 503, retryAfterInMs: 5, retryAfterForm: "xMs" },
  { kind: "status", status: 500 },
  { kind: "htmlPage", status: 502 },
  { kind: "unauthorized" },
  { kind: "resetBeforeCommit" },
  { kind: "resetAfterCommit" },
  { kind: "truncatedBody" },
  { kind: "invalidJson" },
  { kind: "slowHeaders", delayInMs: 20 },
  { kind: "slowBody", delayInMs: 20 },
];

const service = await startService(["--full-pages"]);
const client = new RoomsClient(service.connectionString, { retryOptions: { retryDelayInMs: 5 }, requestTimeoutInMs: 20_000 });
const figures = { operations: 0, failures: 0, repeats: 0, checks: 0, created: 0, deleted: 0 };
/** What the service must hold: room id to its fields and participants. */
const model = new Map();
const deleted = [];
const troubles = [];
const faulty = () => service.inject(...FAULTS.map((fault) => ({ ...fault, count: "always", probability: 1 - (1 - FAULT_RATE) ** (1 / FAULTS.length) })));

/** Calls until it succeeds, as a job queue would: each call may fail for good, its effect unknown. */
async function insist(call) {
  figures.operations += 1;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      figures.failures += 1;
      if (error.name !== "RestError" || attempt === 50) throw error;
      figures.repeats += 1;
    }
  }
}

function trouble(text) {
  troubles.push(text);
  console.error(`TROUBLE: ${text}`);
}

async function work(number, until) {
  const random = seeded(number + Math.floor(until));
  const below = (n) => Math.floor(random() * n);
  const mine = [...model].filter(([, room]) => room.owner === number).map(([id]) => id);
  while (performance.now() < until) {
    const id = mine[below(mine.length)];
    const room = model.get(id);
    const someone = below(30);
    const dice = random();
    if (!room || (dice < 0.25 && mine.length < KEPT)) {
      const validFrom = new Date(Date.now() + 3_600_000 + below(1e6));
      const options = {
        validFrom,
        validUntil: new Date(validFrom.getTime() + 3_600_000),
        pstnDialOutEnabled: random() < 0.5,
        participants: [{ id: user(someone), role: ROLES[below(4)] }],
        repeatabilityRequestId: crypto.randomUUID(),
        repeatabilityFirstSent: new Date(),
      };
      const created = await insist(() => client.createRoom(options));
      if (model.has(created.id)) trouble(`room ${created.id} was given twice`);
      const { participants, repeatabilityRequestId, repeatabilityFirstSent, ...fields } = options;
      model.set(created.id, { owner: number, ...fields, participants: new Map(participants.map((p) => [p.id.communicationUserId, p.role])) });
      mine.push(created.id);
      figures.created += 1;
    } else if (dice < 0.45) {
      const validFrom = new Date(Date.now() + 7_200_000 + below(1e6));
      const fields = { validFrom, validUntil: new Date(validFrom.getTime() + 3_600_000), pstnDialOutEnabled: random() < 0.5 };
      await insist(() => client.updateRoom(id, fields));
      Object.assign(room, fields);
    } else if (dice < 0.6) {
      const role = ROLES[below(4)];
      await insist(() => client.addOrUpdateParticipants(id, [{ id: user(someone), role }]));
      room.participants.set(user(someone).communicationUserId, role);
    } else if (dice < 0.7) {
      await insist(() => client.removeParticipants(id, [user(someone)]));
      room.participants.delete(user(someone).communicationUserId);
    } else if (dice < 0.8) {
      compareRoom(await insist(() => client.getRoom(id)), room);
    } else if (dice < 0.9) {
      compareParticipants(id, await insist(() => all(client.listParticipants(id))), room);
    } else {
      await insist(() => client.deleteRoom(id));
      model.delete(id);
      mine.splice(mine.indexOf(id), 1);
      deleted.push(id);
      figures.deleted += 1;
    }
  }
}

function compareRoom(found, expected) {
  for (const field of ["validFrom", "validUntil", "pstnDialOutEnabled"]) {
    if (String(found[field]) !== String(expected[field])) trouble(`${field} of ${found.id} is ${found[field]}, not ${expected[field]}`);
  }
}

function compareParticipants(id, found, expected) {
  const text = (pairs) => JSON.stringify([...pairs].sort());
  const actual = text(found.map((participant) => [participant.id.communicationUserId, participant.role]));
  if (actual !== text(expected.participants)) trouble(`participants of ${id} are ${actual}, not ${text(expected.participants)}`);
}

/** Compares everything, without faults. */
async function compareAll() {
  await service.clearFaults();
  const rooms = await all(client.listRooms());
  figures.checks += 1;
  const listed = new Set(rooms.map((room) => room.id));
  if (listed.size !== rooms.length) trouble("a room is listed twice");
  for (const room of rooms) {
    if (model.has(room.id)) compareRoom(room, model.get(room.id));
    else trouble(`room ${room.id} was made twice, or not deleted`);
  }
  for (const [id, room] of model) {
    if (!listed.has(id)) trouble(`room ${id} is lost`);
    else compareParticipants(id, await all(client.listParticipants(id)), room);
  }
  for (const id of deleted.splice(0).slice(-20)) {
    const error = await client.getRoom(id).catch((error) => error);
    if (error.statusCode !== 404) trouble(`deleted room ${id} is still there`);
  }
}

function measure() {
  globalThis.gc?.();
  const rss = (status) => Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(status, "utf8"))[1]) / 1024);
  return { linearKiB: memory("client").buffer.byteLength / 1024, heapMiB: Number((process.memoryUsage().heapUsed / 1048576).toFixed(1)), rssMiB: rss("/proc/self/status") };
}

const begin = performance.now();
const rounds = Math.max(3, Math.round(DURATION_MS / 30_000));
const samples = [];
let faults = 0;
let requests = 0;
try {
  for (let round = 1; round <= rounds; round += 1) {
    await faulty();
    const until = performance.now() + DURATION_MS / rounds;
    await Promise.all(Array.from({ length: WORKERS }, (_, number) => work(number, until)));
    const seen = await service.requests();
    requests += seen.length;
    faults += seen.filter((request) => request.fault).length;
    await compareAll();
    samples.push(measure());
    console.log(`round ${round} of ${rounds}: ${figures.operations} operations, ${model.size} rooms, ${JSON.stringify(samples.at(-1))}`);
  }
} finally {
  await service.stop();
}

const [first, last] = [samples[0], samples.at(-1)];
// The first rounds fill caches of the engine.
const warm = samples[Math.floor(samples.length / 3)];
if (last.linearKiB > warm.linearKiB) trouble(`linear memory grew from ${warm.linearKiB} to ${last.linearKiB} KiB`);
if (last.heapMiB > warm.heapMiB + 8) trouble(`the heap grew from ${warm.heapMiB} to ${last.heapMiB} MiB`);
const rate = requests ? faults / requests : 0;
if (rate < FAULT_RATE / 2) trouble(`only ${(rate * 100).toFixed(1)} % of the requests went wrong`);
if (figures.created < 20 || figures.deleted < 5) trouble("too little was done to tell");
console.log(
  JSON.stringify(
    { seconds: Math.round((performance.now() - begin) / 1000), ...figures, sampledRequests: requests, faultsPercent: Number((rate * 100).toFixed(1)), roomsAtEnd: model.size, first, last, troubles: troubles.length },
    null,
    2,
  ),
);
process.exitCode = troubles.length > 0 ? 1 : 0;
