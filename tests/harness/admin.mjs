// `acs-rooms admin` as a program of its own, and requests to it byte by byte.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { join } from "node:path";

/**
 * Starts it in a folder in which the package is installed. Resolves when it has printed its link.
 * @returns what it printed so far, the port, the ticket of the link, and how to stop it
 */
export async function startAdmin(dir, args = [], env = {}) {
  const { ACS_CONNECTION_STRING: _, ...inherited } = process.env;
  const program = join(dir, "node_modules/.bin/acs-rooms");
  const child = spawn(program, ["admin", "--port", "0", ...args], { stdio: ["ignore", "pipe", "pipe"], env: { ...inherited, ...env } });
  const exit = once(child, "exit");
  let errors = "";
  child.stderr.on("data", (chunk) => (errors += chunk));
  const lines = [];
  const [port, ticket] = await new Promise((resolve, reject) => {
    exit.then(([code]) => reject(new Error(`it stopped with code ${code} before it was ready: ${errors}`)), reject);
    createInterface({ input: child.stdout }).on("line", (line) => {
      lines.push(line);
      const found = /^open, once: +http:\/\/127\.0\.0\.1:(\d+)\/#session=([\w-]{43})$/.exec(line);
      if (found) resolve([Number(found[1]), found[2]]);
    });
  });
  return {
    lines,
    port,
    ticket,
    errors: () => errors,
    /** Reads no more of what it prints. */
    leave() {
      child.stdout.destroy();
      child.stderr.destroy();
    },
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      return exit;
    },
  };
}

/** Sends a text to a port of loopback and resolves to all that comes back. */
export function raw(port, text) {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.setTimeout(5_000, () => socket.destroy(new Error(`no end of the answer to ${text}`)));
    socket.on("data", (chunk) => (answer += chunk));
    socket.on("error", (error) => (error.code === "ECONNRESET" ? resolve(answer) : reject(error)));
    socket.on("close", () => resolve(answer));
  });
}

/** Trades a ticket for the session. */
export async function enter({ port, ticket }) {
  const response = await fetch(`http://127.0.0.1:${port}/api/session`, { method: "POST", body: JSON.stringify({ ticket }) });
  return { status: response.status, ...(await response.json()) };
}
