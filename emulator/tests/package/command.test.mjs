// `acs-rooms emulator` of the built package, as a process.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { keptConnection } from "../../../tests/harness/connection.mjs";
import { PROGRAM, run, startServer, startServerWithFullDisk, withServer } from "./server.mjs";
import { signed, user, VERSION } from "./signing.mjs";

const ROOMS = `/rooms${VERSION}`;

test("arguments: help, version, and what is wrong", async () => {
  for (const [code, where, words, ...args] of [
    [0, "stdout", /Usage: acs-rooms <command>/],
    [0, "stdout", /Usage: acs-rooms <command>/, "--help"],
    [0, "stdout", /^\d+\.\d+\.\d+\n$/, "--version"],
    [0, "stdout", /Usage: acs-rooms emulator/, "emulator", "--help"],
    [0, "stdout", /Usage: acs-rooms emulator/, "help", "emulator"],
    [0, "stdout", /Usage: acs-rooms emulator/, "--help", "emulator"],
    [0, "stdout", /Usage: acs-rooms admin/, "-h", "admin"],
    [0, "stdout", /Usage: acs-rooms <command>/, "help", "--help"],
    [2, "stderr", /unknown command 'emulatr'/, "help", "emulatr"],
    [2, "stderr", /unknown command 'emulatr'/, "emulatr"],
    [2, "stderr", /unknown option '--port'/, "--port", "1"],
    [2, "stderr", /Unknown option '--prot'/, "emulator", "--prot", "1"],
    [2, "stderr", /--port must be a number/, "emulator", "--port", "65536"],
    [2, "stderr", /Unexpected argument/, "emulator", "here"],
    [2, "stderr", /--cert and --key must be given together/, "emulator", "--cert", "x"],
    [2, "stderr", /--cors and --no-cors exclude/, "emulator", "--cors", "--no-cors"],
    [1, "stderr", /--cert \/nonexistent cannot be read: ENOENT/, "emulator", "--cert", "/nonexistent", "--key", "/nonexistent"],
    [1, "stderr", /--cert \/tmp cannot be read: EISDIR.*PEM\.\n$/, "emulator", "--cert", "/tmp", "--key", "/tmp", "--data", "/nonexistent/rooms"],
    [1, "stderr", /--key \/tmp cannot be read: EISDIR/, "emulator", "--cert", process.execPath, "--key", "/tmp"],
    [2, "stderr", /--token-audience must not be empty/, "emulator", "--port", "0", "--token-audience", ""],
    [2, "stderr", /--token-audience must not be empty/, "emulator", "--token-audience", "a", "--token-audience", ""],
    [2, "stderr", /--revocation-delay must be a whole number of seconds from 0 to 900/, "emulator", "--revocation-delay", "901"],
    [2, "stderr", /--revocation-delay must be a whole number/, "emulator", "--revocation-delay", "1.5"],
    [2, "stderr", /Add --allow-remote/, "emulator", "--host", "0.0.0.0"],
    [1, "stderr", /\(--data \/nonexistent\/rooms\)/, "emulator", "--port", "0", "--data", "/nonexistent/rooms"],
    [1, "stderr", /EISDIR.*\(--data \/tmp\)/, "emulator", "--port", "0", "--data", "/tmp"],
  ]) {
    const result = run(...args);
    assert.deepEqual(await result.exit, [code, null], `${args}: ${result.stderr}`);
    assert.match(result[where], words, args.join(" "));
  }
});

test("a reader that goes away early ends it quietly", async () => {
  for (const args of [["--help"], ["help", "emulator"], ["--version"]]) {
    const result = run(...args);
    result.child.stdout.destroy();
    assert.deepEqual(await result.exit, [0, null], args.join(" "));
    assert.equal(result.stderr, "", args.join(" "));
  }
});

/** Waits until what is written to a closed pipe has failed. */
async function failing(server, cause) {
  for (let n = 0; n < 20; n++) {
    await cause(n);
    assert.equal(server.child.exitCode, null, "it ended");
  }
}

for (const streams of [["stdout"], ["stderr"], ["stdout", "stderr"]]) {
  test(`it goes on when nobody reads its ${streams.join(" and ")} any more`, async () => {
    const dir = mkdtempSync(join(tmpdir(), "acs-rooms-pipes-"));
    // Each creation that does not fit on the disk is a warning, each request a line.
    const server = await startServerWithFullDisk(1, "--data", join(dir, "rooms.jsonl"));
    try {
      for (const stream of streams) server.child[stream].destroy();
      const participants = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [user(n), {}]));
      await failing(server, async () => {
        assert.equal((await server.send("POST", ROOMS, JSON.stringify({ participants }))).status, 500);
        assert.equal((await server.send("GET", ROOMS)).status, 200);
      });
      await server.stop();
    } finally {
      server.child.kill("SIGKILL");
      rmSync(dir, { recursive: true });
    }
  });
}

test("what it cannot print is a failure where the output is what counts", async () => {
  const full = spawnSync("sh", ["-c", '"$0" "$1" --help > /dev/full', process.execPath, PROGRAM], { encoding: "utf8" });
  assert.equal(full.status, 1);
});

test("a stop that fails is told, in words", async () => {
  const dir = mkdtempSync(join(tmpdir(), "acs-rooms-stop-"));
  const file = join(dir, "rooms.jsonl");
  const server = await startServer("--data", file);
  try {
    // In the place of the lock there is what cannot be read as one.
    rmSync(`${file}.lock`);
    mkdirSync(`${file}.lock`);
    server.child.kill("SIGTERM");
    assert.deepEqual(await server.exit, [1, null]);
    assert.match(server.stderr, /^acs-rooms emulator: EISDIR[^\n]*\n$/);
  } finally {
    server.child.kill("SIGKILL");
    rmSync(dir, { recursive: true });
  }
});

test("a body that is refused holds up no other request on its connection", async () => {
  for (const args of [[], ["--control"]]) {
    await withServer(args, async ({ base }) => {
      const { ask, close } = keptConnection(new URL(base).port);
      const large = "x".repeat(3 * 2 ** 20);
      for (const [method, path, headers] of [
        ["POST", ROOMS, { "content-type": "application/json" }],
        ["POST", ROOMS, { "content-type": "application/json", "transfer-encoding": "chunked" }],
        ["PUT", ROOMS, {}],
        ["DELETE", `/rooms/1${VERSION}`, {}],
        ["GET", ROOMS, {}],
        ["POST", "/elsewhere", {}],
        ["PUT", "/_emulator/state", {}],
        ["POST", "/_emulator/faults", {}],
        ["POST", "/_emulator/nothing", {}],
        ["POST", "/_emulator/reset", { origin: "http://example.com" }],
      ]) {
        const length = headers["transfer-encoding"] ? {} : { "content-length": large.length };
        const { status } = await ask(method, path, { ...headers, ...length }, large);
        assert.ok(status >= 400 && status < 500, `${method} ${path} ${status}`);
        assert.equal((await ask("GET", "/_emulator/health")).status, 200);
      }
      close();
    });
  }
});

test("a state that is longer than any is refused by its length", async () => {
  await withServer(["--control"], async ({ base }) => {
    const { ask, close } = keptConnection(new URL(base).port);
    const state = Buffer.alloc(64 * 2 ** 20 + 1, 0x20);
    const { status, text } = await ask("PUT", "/_emulator/state", { "content-length": state.length }, state);
    assert.deepEqual([status, JSON.parse(text).error.code], [413, "BodyTooLarge"]);
    close();
  });
});

const hasIPv6 = Object.values(networkInterfaces()).flat().some(({ address }) => address === "::1");

test("an IPv6 address may stand in brackets, as in a URL", { skip: !hasIPv6 && "this machine has no ::1" }, async () => {
  for (const host of ["::1", "[::1]"]) {
    const server = await withServer(["--host", host], async ({ send }) => assert.equal((await send("GET", ROOMS)).status, 200));
    assert.match(server.stdout, /^connection string: endpoint=http:\/\/\[::1\]:\d+\/;/m);
  }
});

test("a port in use is told, with what to do", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const result = run("emulator", "--port", String(taken.address().port));
  assert.deepEqual(await result.exit, [1, null]);
  assert.match(result.stderr, /port \d+ of 127\.0\.0\.1 is in use\..*--port/);
  taken.close();
});

test("serves, logs a line for each request, and stops at once", async () => {
  const server = await withServer([], async ({ base, send }) => {
    assert.deepEqual(await (await fetch(`${base}_emulator/health`)).json(), { status: "ok" });
    const head = await fetch(`${base}_emulator/health`, { method: "HEAD" });
    assert.deepEqual([head.status, await head.text()], [200, ""]);
    for (let i = 0; i < 6; i++) assert.equal((await send("POST", ROOMS, "{}")).status, 201);
    const page = await (await send("GET", ROOMS)).json();
    assert.ok(page.nextLink.startsWith(`${base}rooms?nextLink=`));
    const rest = await (await send("GET", page.nextLink)).json();
    assert.equal(page.value.length + rest.value.length, 6);
    const long = await send("POST", ROOMS, `{"x":"${"y".repeat(2 ** 20)}"}`);
    assert.equal(long.status, 413);
    assert.equal((await fetch(`${base}_emulator/requests`)).status, 404);
  });
  assert.match(server.stdout, /^POST \/rooms 201 \d+ ms$/m);
  assert.match(server.stdout, /^GET \/rooms 200 \d+ ms$/m);
  assert.doesNotMatch(server.stdout, /nextLink|Signature/);
});

test("--quiet prints the ready line and no requests", async () => {
  const server = await withServer(["--quiet"], async ({ send }) => {
    assert.equal((await send("GET", ROOMS)).status, 200);
  });
  assert.doesNotMatch(server.stdout, /^GET/m);
});

test("the raw target and Host reach the verifier", async () => {
  await withServer([], async ({ base, send }) => {
    assert.equal((await send("GET", `/rooms/%2e%2e%2Fx${VERSION}`)).status, 400);
    const { hostname, port } = new URL(base);
    const socket = connect(port, hostname);
    socket.write(`GET ${ROOMS} HTTP/1.1\r\nhOST: elsewhere:1\r\nAuthorization: Bearer abc\r\nConnection: close\r\n\r\n`);
    let text = "";
    for await (const chunk of socket) text += chunk;
    assert.match(text, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(text, /\r\napi-supported-versions: /);
  });
});

test("faults break the socket", async () => {
  await withServer(["--control"], async ({ send, control }) => {
    const inject = async (fault) => assert.equal((await control("POST", "faults", fault)).status, 204);
    for (const kind of ["resetBeforeCommit", "resetAfterCommit"]) {
      await inject({ kind });
      await assert.rejects(send("POST", ROOMS, "{}"), { message: "fetch failed" });
    }
    assert.equal((await (await send("GET", ROOMS)).json()).value.length, 1);
    await inject({ kind: "truncatedBody" });
    const cut = await send("GET", ROOMS);
    await assert.rejects(cut.text(), TypeError);
    for (const kind of ["slowHeaders", "slowBody"]) {
      await inject({ kind, delayInMs: 100 });
      const begin = performance.now();
      assert.equal((await (await send("GET", ROOMS)).json()).value.length, 1);
      assert.ok(performance.now() - begin > 95, kind);
    }
    await inject({ kind: "slowHeaders", delayInMs: 60_000 });
    send("GET", ROOMS).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 50));
  });
});

test("control is for programs of this machine, and says what is wrong", async () => {
  await withServer(["--control"], async ({ base, send, control }) => {
    await send("POST", ROOMS, JSON.stringify({ validUntil: new Date(Date.now() + 60_000) }));
    assert.equal((await control("POST", "time", { advanceInMs: 61_000 })).status, 204);
    assert.equal((await (await send("GET", ROOMS)).json()).value.length, 0);
    assert.equal((await (await control("GET", "requests")).json()).length, 2);
    assert.equal((await control("DELETE", "requests")).status, 204);
    assert.equal((await control("DELETE", "faults")).status, 204);
    const { connectionString } = await (await control("POST", "keys", { regenerate: "secondary" })).json();
    assert.equal((await fetch(...signed(connectionString, "GET", ROOMS))).status, 200);
    assert.equal((await control("POST", "reset")).status, 204);
    assert.equal((await control("GET", "nothing")).status, 404);
    for (const [words, path, body] of [
      [/^fault\.kind must be "status", .* or "skewedDate"$/, "faults", '{"kind":"meteor"}'],
      [/^fault\.status must be a whole number/, "faults", '{"kind":"status","status":"500"}'],
      [/^The body must be a JSON object such as \{"kind"/, "faults", undefined],
      [/^The body must be a JSON object such as \{"kind"/, "faults", "[]"],
      [/^The body must be a JSON object such as \{"advanceInMs"/, "time", "null"],
      [/^The body must be a JSON object such as \{"advanceInMs"/, "time", "60000"],
      [/^The body must be a JSON object such as \{"advanceInMs"/, "time", "{"],
      ...["{}", ...['"x"', "null", '"5"', "true", "-1", "1e18", "2.6e14", "1e300"].map((value) => `{"advanceInMs":${value}}`)].map(
        (body) => [/^advanceInMs: give milliseconds as a number, 0 or more, and no more than 250000000000000/, "time", body],
      ),
      [/^regenerate must be "primary" or "secondary"/, "keys", '{"regenerate":"all"}'],
      [/^regenerate must be "primary" or "secondary"/, "keys", "{}"],
      [/^The body must be a JSON object such as \{"regenerate"/, "keys", '"primary"'],
    ]) {
      const before = await (await control("GET", "status")).json();
      const refused = await fetch(`${base}_emulator/${path}`, { method: "POST", body });
      assert.equal(refused.status, 400, body);
      const { error } = await refused.json();
      assert.equal(error.code, "BadRequest", body);
      assert.match(error.message, words, body);
      assert.deepEqual(await (await control("GET", "status")).json(), before, body);
    }
    assert.equal((await control("POST", "reset", undefined, { origin: "http://example.com" })).status, 403);
  });
});
