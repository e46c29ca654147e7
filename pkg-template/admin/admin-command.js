// `acs-rooms admin`: reads the arguments and the environment, serves the page until it is told to stop.
import { explainPort, readFlags, runCommand, stopSignal } from "../bin/command-line.js";

const DEFAULT_PORT = 7082;

const HELP = `acs-rooms admin: the admin page for the rooms of a resource, or of an emulator

Usage: acs-rooms admin [options]

With ACS_CONNECTION_STRING in the environment it works on that resource; its key stays in this process. Without it,
on an emulator in this process.

Options:
  --port <port>   port to listen on, 0 for any that is free (default ${DEFAULT_PORT}); always on 127.0.0.1
  --emulator      the emulator, whatever ACS_CONNECTION_STRING says
  --data <file>   keep the emulator's rooms in this file (default: in memory only)
  --allow-insecure-connection
                  take an ACS_CONNECTION_STRING with http:, which everyone on the way can read and change; for an
                  emulator in a container or on another machine (this machine's own need no flag)
  --help          show this help

It prints a link that lets one browser in. SIGINT (Ctrl+C) and SIGTERM stop it.
`;

const FLAGS = {
  port: { type: "string", default: String(DEFAULT_PORT) },
  emulator: { type: "boolean", default: false },
  data: { type: "string" },
  "allow-insecure-connection": { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
};

/**
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
export function adminCommand(args) {
  return runCommand("admin", HELP, () => read(args, process.env.ACS_CONNECTION_STRING), serve);
}

function read(args, given) {
  const values = readFlags(args, FLAGS);
  const connectionString = values.emulator || !given ? undefined : given;
  if (connectionString !== undefined && values.data !== undefined && !values.help) {
    throw new Error("--data is for the emulator, and ACS_CONNECTION_STRING names a resource. Add --emulator, or leave --data out.");
  }
  const allowInsecureConnection = values["allow-insecure-connection"];
  return { port: Number(values.port), connectionString, allowInsecureConnection, data: values.data, help: values.help };
}

async function serve(settings) {
  // Before the link is printed: whoever reads it may send the signal at once.
  const stopped = stopSignal();
  const { startAdminServer } = await import("./admin-server.js");
  let server;
  try {
    server = await startAdminServer({ ...settings, warn: (text) => console.error(`acs-rooms admin: ${text}`) });
  } catch (error) {
    console.error(`acs-rooms admin: ${explain(error, settings)}`);
    return 1;
  }
  console.log(`connected to: ${target(server.info, settings)}`);
  console.log(`open, once:   ${server.url}`);
  console.log("stop with Ctrl+C");
  await stopped;
  await server.stop();
  return 0;
}

function target({ kind, endpoint, environment }, { data }) {
  if (kind === "emulator") return `an emulator in this process, rooms ${data === undefined ? "in memory" : `in ${data}`}`;
  return environment === "production" ? `PRODUCTION, ${endpoint}` : `the emulator at ${endpoint}`;
}

function explain(error, { port, connectionString, data }) {
  const why = explainPort(error, "127.0.0.1", port);
  if (why !== undefined) return why;
  // The proxy names an option of its own.
  if (connectionString !== undefined) {
    return `ACS_CONNECTION_STRING: ${error.message.replace("set allowInsecureConnection: true", "add --allow-insecure-connection")}`;
  }
  return data === undefined ? error.message : `${error.message} (--data ${data})`;
}
