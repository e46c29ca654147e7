// `--data`: rooms outlive the process, whatever ends it.
import assert from "node:assert/strict";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { run, startServer, startServerWithFullDisk, withServer } from "./server.mjs";
import { user, VERSION } from "./signing.mjs";

const ROOMS = `/rooms${VERSION}`;
const lines = (file) => readFileSync(file, "utf8").split("\n").length - 1;
const count = async ({ send }) => (await (await send("GET", ROOMS)).json()).value.length;

/** A test with a folder of its own. */
function testInFolder(name, action) {
  test(name, async () => {
    const dir = mkdtempSync(join(tmpdir(), "acs-rooms-data-"));
    try {
      await action(join(dir, "rooms.jsonl"), dir);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
}

testInFolder("rooms are there again, and a line cut short by a crash is left out with a warning", async (file) => {
  await withServer(["--data", file], async ({ send }) => {
    await send("POST", ROOMS, "{}");
    await send("POST", ROOMS, "{}");
  });
  assert.equal(existsSync(`${file}.lock`), false);
  const whole = readFileSync(file);
  for (const torn of ['{"change":"roomCrea', "{", '{"change":"timeAdvanced","byInMs":5', "\u00e9".repeat(20)]) {
    writeFileSync(file, whole);
    appendFileSync(file, torn);
    const server = await withServer(["--data", file], async (server) => {
      assert.equal(await count(server), 2);
      await server.send("POST", ROOMS, "{}");
    });
    assert.match(server.stderr, /^acs-rooms emulator: The last line was cut short .* \d+ bytes\.$/m, torn);
    const again = await withServer(["--data", file], async (server) => assert.equal(await count(server), 3));
    assert.equal(again.stderr, "");
    assert.equal(lines(file), 4);
  }
});

testInFolder("a last line that lacks nothing but its end is kept, whatever ends the others", async (file) => {
  await withServer(["--data", file], async ({ send }) => {
    for (let i = 0; i < 2; i++) await send("POST", ROOMS, "{}");
  });
  const whole = readFileSync(file, "utf8");
  for (const [what, text] of [
    ["no end", whole.slice(0, -1)],
    ["CRLF", whole.replaceAll("\n", "\r\n")],
    ["CRLF, no end", whole.replaceAll("\n", "\r\n").slice(0, -2)],
    ["blank last lines", `${whole}\n\n`],
    ["blank last lines, CRLF", `${whole.replaceAll("\n", "\r\n")}\r\n\r\n`],
    ["a blank line between", whole.replace("\n", "\n\n")],
  ]) {
    writeFileSync(file, text);
    const first = await withServer(["--data", file], async (server) => {
      assert.equal(await count(server), 2, what);
      assert.equal(readFileSync(file, "utf8"), text, what);
      await server.send("POST", ROOMS, "{}");
    });
    const again = await withServer(["--data", file], async (server) => assert.equal(await count(server), 3, what));
    assert.equal(first.stderr + again.stderr, "", what);
  }
});

testInFolder("a file cut anywhere opens, with the changes of its whole lines", async (file) => {
  await withServer(["--data", file, "--full-pages"], async ({ send }) => {
    for (let i = 0; i < 3; i++) await send("POST", ROOMS, "{}");
  });
  const whole = readFileSync(file);
  const ends = [...whole.entries()].filter(([, byte]) => byte === 10).map(([index]) => index + 1);
  for (const length of [0, 1, ends[0] - 1, ends[0], ends[0] + 1, ends[1] - 1, ends[1], ends[2] - 1, ends[3] - 1]) {
    writeFileSync(file, whole.subarray(0, length));
    // Of a line only the end may be missing.
    const expected = Math.max(0, ends.filter((end) => end - 1 <= length).length - 1);
    await withServer(["--data", file], async (server) => assert.equal(await count(server), expected, `${length} bytes`));
  }
});

testInFolder("compacted on start: as many lines as there is state", async (file) => {
  let ids;
  await withServer(["--data", file], async ({ send }) => {
    ids = await Promise.all(Array.from({ length: 5 }, async () => (await send("POST", ROOMS, "{}")).headers.get("location")));
    for (let i = 0; i < 50; i++) {
      await send("PATCH", `/rooms/${ids[0]}${VERSION}`, JSON.stringify({ pstnDialOutEnabled: i % 2 === 0 }));
    }
    await send("DELETE", `/rooms/${ids[1]}${VERSION}`);
    assert.equal(lines(file), 1 + 5 + 50 + 1);
  });
  const large = readFileSync(file).length;
  await withServer(["--data", file], async ({ send }) => {
    assert.equal(lines(file), 1 + 4 + 1);
    assert.ok(readFileSync(file).length * 5 < large);
    assert.equal((await (await send("GET", `/rooms/${ids[0]}${VERSION}`)).json()).pstnDialOutEnabled, false);
    assert.equal((await send("GET", `/rooms/${ids[1]}${VERSION}`)).status, 404);
    assert.equal((await send("DELETE", `/rooms/${ids[1]}${VERSION}`)).status, 204);
    // It goes on in the new file.
    await send("POST", ROOMS, "{}");
  });
  await withServer(["--data", file, "--full-pages"], async (server) => assert.equal(await count(server), 5));
  assert.equal(existsSync(`${file}.new`), false);
});

testInFolder("a compaction that a crash broke off harms nothing", async (file) => {
  await withServer(["--data", file], async ({ send }) => void (await send("POST", ROOMS, "{}")));
  writeFileSync(`${file}.new`, "half of a new fi");
  await withServer(["--data", file], async (server) => {
    const id = (await (await server.send("GET", ROOMS)).json()).value[0].id;
    await server.send("DELETE", `/rooms/${id}${VERSION}`);
  });
  await withServer(["--data", file], async (server) => assert.equal(await count(server), 0));
});

testInFolder("two processes on one file are refused, under every name of it", async (file, dir) => {
  const link = join(dir, "link.jsonl");
  await withServer(["--data", file], async (server) => {
    symlinkSync(file, link);
    for (const name of [file, link]) {
      const second = run("emulator", "--port", "0", "--data", name);
      assert.deepEqual(await second.exit, [1, null]);
      assert.match(second.stderr, new RegExp(`another emulator \\(process ${server.child.pid}\\) uses it`));
    }
    assert.equal((await server.send("POST", ROOMS, "{}")).status, 201);
  });
});

testInFolder("the lock of a killed process is taken over, by one", async (file) => {
  for (let round = 0; round < 3; round++) {
    const killed = await startServer("--data", file);
    await killed.send("POST", ROOMS, "{}");
    await killed.kill();
    assert.ok(existsSync(`${file}.lock`));
    const starts = await Promise.allSettled(Array.from({ length: 4 }, () => startServer("--data", file)));
    const started = starts.filter((start) => start.status === "fulfilled").map((start) => start.value);
    assert.equal(started.length, 1, JSON.stringify(starts.map((start) => start.reason?.message)));
    assert.equal(await count(started[0]), round + 1);
    await started[0].stop();
  }
});

testInFolder("a lock that is gone, or another's by now, is left as it is when the emulator stops", async (file) => {
  for (const left of [undefined, `${process.pid} 1`]) {
    await withServer(["--data", file], async () => {
      rmSync(`${file}.lock`);
      if (left !== undefined) writeFileSync(`${file}.lock`, left);
    });
    assert.equal(existsSync(`${file}.lock`), left !== undefined);
  }
});

testInFolder("a lock that a crash left empty, or of a process number used again, is no lock", async (file) => {
  for (const left of ["", "999999999 1", `${process.pid} 1`, "nonsense"]) {
    writeFileSync(`${file}.lock`, left);
    await withServer(["--data", file], async (server) => assert.equal(await count(server), 0));
  }
});

testInFolder("what does not fit on the disk is refused with 500 and not made; all else goes on", async (file) => {
  const server = await startServerWithFullDisk(4, "--data", file, "--full-pages");
  const { id } = await (await server.send("POST", ROOMS, "{}")).json();
  // Too long for what is left of at most 4 kB.
  const participants = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [user(index), {}]));
  const refused = await server.send("POST", ROOMS, JSON.stringify({ participants }));
  assert.equal(refused.status, 500);
  assert.equal((await refused.json()).error.code, "EmulatorFailed");
  assert.match(server.stderr, /^acs-rooms emulator: POST \/rooms: EFBIG/m);
  assert.equal(await count(server), 1);
  // A shorter change fits behind the last whole line, where a part of the long one had been.
  assert.equal((await server.send("DELETE", `/rooms/${id}${VERSION}`)).status, 204);
  await server.kill();
  const again = await withServer(["--data", file, "--full-pages"], async (server) => {
    assert.equal(await count(server), 0);
    assert.equal((await server.send("POST", ROOMS, "{}")).status, 201);
  });
  assert.equal(again.stderr, "");
});

testInFolder("a file of somebody else is left as it is", async (file) => {
  for (const content of ["notes without an end of line", '{"name":"x"}\n', '{"journal":"acs-rooms emulator","format":2}\n']) {
    writeFileSync(file, content);
    const refused = run("emulator", "--port", "0", "--data", file);
    assert.deepEqual(await refused.exit, [1, null]);
    assert.match(refused.stderr, /no data file of this version of the emulator.*--data/);
    assert.equal(readFileSync(file, "utf8"), content);
    assert.equal(existsSync(`${file}.lock`), false);
  }
});

testInFolder("an entry inside that is no change is told by its number, and the file is left as it is", async (file) => {
  await withServer(["--data", file], async ({ send }) => void (await send("POST", ROOMS, "{}")));
  const whole = readFileSync(file, "utf8");
  for (const wrong of ["nonsense\n", "null", 'nonsense\n{"change":"roomCrea', 'nonsense\n{"change":"roomDeleted","id":"1"}']) {
    writeFileSync(file, whole + wrong);
    const refused = run("emulator", "--port", "0", "--data", file);
    assert.deepEqual(await refused.exit, [1, null], wrong);
    assert.match(refused.stderr, /entry 2 is not a change/);
    assert.equal(readFileSync(file, "utf8"), whole + wrong);
  }
});
