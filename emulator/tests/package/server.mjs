// `acs-rooms emulator` of the built package as a process.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { signed } from "./signing.mjs";

export const PROGRAM = fileURLToPath(new URL("../../../target/npm/acs-rooms/bin/acs-rooms.js", import.meta.url));

/** Runs the program; what it prints gathers in `stdout` and `stderr`. */
export function run(...args) {
  return started(spawn(process.execPath, [PROGRAM, ...args]));
}

function started(child) {
  const program = { child, stdout: "", stderr: "", exit: once(child, "exit") };
  child.stdout.on("data", (data) => (program.stdout += data));
  child.stderr.on("data", (data) => (program.stderr += data));
  return program;
}

/** Starts an emulator on a free port; resolves when it is ready. */
export function startServer(...args) {
  return ready(run("emulator", "--port", "0", ...args));
}

/** The same, but it can write files up to that size only: after some bytes of a line, as on a disk that is full. */
export function startServerWithFullDisk(blocks, ...args) {
  const limited = `ulimit -f ${blocks}; exec "$0" "$@"`;
  return ready(started(spawn("sh", ["-c", limited, process.execPath, PROGRAM, "emulator", "--port", "0", ...args])));
}

async function ready(server) {
  const found = () => /^connection string: (endpoint=(.*);accesskey=.*)$/m.exec(server.stdout);
  while (!found()) {
    await Promise.race([
      once(server.child.stdout, "data"),
      server.exit.then(() => assert.fail(`it stopped: ${server.stderr}`)),
    ]);
  }
  const [, connectionString, base] = found();
  return Object.assign(server, {
    connectionString,
    base,
    /** A signed request. */
    send: (...request) => fetch(...signed(connectionString, ...request)),
    control: (method, path, body, headers) => fetch(`${base}_emulator/${path}`, { method, headers, body: body && JSON.stringify(body) }),
    /** Stops as Ctrl+C would, and must end well. */
    async stop() {
      server.child.kill("SIGTERM");
      assert.deepEqual(await server.exit, [0, null], server.stderr);
    },
    /** Ends without a chance to do anything. */
    async kill() {
      server.child.kill("SIGKILL");
      await server.exit;
    },
  });
}

/** Starts one, does the action and stops it. */
export async function withServer(args, action) {
  const server = await startServer(...args);
  try {
    await action(server);
    await server.stop();
  } finally {
    server.child.kill("SIGKILL");
  }
  return server;
}
