// 100,000 rooms: no operation takes longer than with 100, and a room takes little memory.
import assert from "node:assert/strict";
import { test } from "node:test";

import { RoomsEmulator } from "../../target/npm/acs-rooms/dist/emulator-node.js";
import { VERSION } from "../../emulator/tests/package/signing.mjs";
import { figure, randomness } from "./figures.mjs";

const FEW = 100;
const MANY = 100_000;
/** Times are of a busy machine; anything linear would be hundreds of times slower. */
const SLOWER = 3;
const ROUNDS = 400;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** An emulator that is asked without a signature, so that its own work is what is measured. */
class Asked {
  ids = [];

  constructor(options) {
    this.emulator = new RoomsEmulator(options);
  }

  ask(method, target, body, headers = []) {
    const common = [["Host", "emulator.localhost"], ["Authorization", "Bearer token"], ["Content-Type", "application/json"]];
    return this.emulator.handle({ method, target, scheme: "https", headers: [...common, ...headers], body: encoder.encode(body ?? "") });
  }

  json(...args) {
    const answer = this.ask(...args);
    assert.ok(answer.status < 300, `${args[0]} ${args[1]}: ${answer.status}`);
    return JSON.parse(decoder.decode(answer.body));
  }

  create() {
    const id = `00000000-0000-4000-8000-${String(this.ids.length).padStart(12, "0")}`;
    const repeatability = [["Repeatability-Request-ID", id], ["Repeatability-First-Sent", new Date().toUTCString()]];
    this.ids.push(this.json("POST", `/rooms${VERSION}`, '{"participants":{"8:acs:11111111-2222-4333-8444-555555555555_00000000-0000-4000-8000-00000000000a":{}}}', repeatability).id);
  }

  fill(count) {
    while (this.ids.length < count) this.create();
    return this;
  }
}

/** Median times of the actions in microseconds, taken in turns: what the machine does besides hits all of them. */
function medians(...actions) {
  const times = actions.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    actions.forEach((action, index) => {
      const begin = performance.now();
      action();
      times[index].push(performance.now() - begin);
    });
  }
  return times.map((each) => each.sort((a, b) => a - b)[ROUNDS / 2] * 1000);
}

/** A link far from the beginning of the list. */
function deepLink(asked) {
  let target = `/rooms${VERSION}`;
  for (let page = 1; page < 20; page++) target = asked.json("GET", target).nextLink.slice("https://emulator.localhost".length);
  return target;
}

/** What is measured, made for an emulator. */
const ACTIONS = {
  list: (asked) => () => asked.json("GET", `/rooms${VERSION}`),
  "list, page 20": (asked) => {
    const link = deepLink(asked);
    return () => asked.json("GET", link);
  },
  get: (asked) => {
    const random = randomness(7);
    return () => asked.json("GET", `/rooms/${random.pick(asked.ids)}${VERSION}`);
  },
  participants: (asked) => {
    const random = randomness(7);
    return () => asked.json("GET", `/rooms/${random.pick(asked.ids)}/participants${VERSION}`);
  },
  create: (asked) => () => asked.create(),
};

test("list, get and create are as fast with 100,000 rooms as with 100", () => {
  const few = new Asked().fill(FEW);
  const many = new Asked().fill(1);
  const before = process.memoryUsage().rss;
  const begin = performance.now();
  many.fill(MANY);
  const seconds = (performance.now() - begin) / 1000;
  const bytes = (process.memoryUsage().rss - before) / MANY;
  figure(`${MANY} rooms made in ${seconds.toFixed(1)} s; memory per room, with one participant, and the repeatable request that made it: ${Math.round(bytes)} bytes`);
  assert.ok(bytes < 4096, `${bytes} bytes for a room`);
  for (const [name, make] of Object.entries(ACTIONS)) {
    const [withFew, withMany] = medians(make(few), make(many));
    const ratio = withMany / withFew;
    figure(`${name}: ${withFew.toFixed(0)} us with ${FEW} rooms, ${withMany.toFixed(0)} us with ${MANY}, ratio ${ratio.toFixed(2)}`);
    assert.ok(ratio < SLOWER, `${name} is ${ratio} times slower`);
  }
});

/** The lines of that many rooms, after the pattern of one that the emulator wrote. */
function journalOf(count) {
  const lines = [];
  const journal = { read: () => lines, append: (line) => void lines.push(line), replace: () => assert.fail("there is nothing to compact") };
  new Asked({ journal }).create();
  const pattern = JSON.parse(lines.pop());
  delete pattern.repeatability;
  const created = Date.parse(pattern.room.createdAt);
  for (let i = 0; i < count; i++) {
    pattern.room.id = `99${String(i).padStart(15, "0")}`;
    pattern.room.createdAt = new Date(created - count + i).toISOString();
    lines.push(JSON.stringify(pattern));
  }
  return journal;
}

test("a journal of 100,000 rooms is taken up; rooms that are over do not slow the list down, and vanish", () => {
  const journal = journalOf(MANY);
  const begin = performance.now();
  const asked = new Asked({ journal, gracePeriodInMs: 3_600_000 });
  const megabytes = journal.read().reduce((sum, line) => sum + line.length + 1, 0) / 2 ** 20;
  figure(`a journal of ${MANY} rooms (${megabytes.toFixed(0)} MB) is taken up in ${(performance.now() - begin).toFixed(0)} ms`);
  const some = `/rooms/${"99".padEnd(16, "0")}7${VERSION}`;
  assert.equal(asked.json("GET", `/rooms${VERSION}`).value[0].id, `99${String(MANY - 1).padStart(15, "0")}`);

  const timed = (action) => {
    const begin = performance.now();
    action();
    return performance.now() - begin;
  };
  asked.emulator.advanceTime(180 * 24 * 3600 * 1000 + 1000);
  const first = timed(() => assert.deepEqual(asked.json("GET", `/rooms${VERSION}`).value, []));
  const [next] = medians(() => asked.json("GET", `/rooms${VERSION}`));
  assert.equal(asked.ask("GET", some).status, 200);
  asked.emulator.advanceTime(3_600_000);
  const gone = timed(() => assert.equal(asked.ask("GET", some).status, 404));
  figure(`${MANY} rooms end: first list ${first.toFixed(0)} ms, the next ${next.toFixed(0)} us; they are forgotten in ${gone.toFixed(0)} ms`);
  assert.ok(next < 1000, `${next} us`);
});
