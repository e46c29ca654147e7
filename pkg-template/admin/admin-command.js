// `acs-rooms admin`: reads the arguments and the environment, serves the page until it is told to stop.
import { parseArgs } from "node:util";

const DEFAULT_PORT = 7082;

const HELP = `acs-rooms admin: the admin page for the rooms of a resource, or of an emulator

Usage: acs-rooms admin [options]

With ACS_CONNECTION_STRING in the environment it works on that resource; its key stays in this process. Without it,
on an emulator in this process.

Options:
  --port <port>   port to listen on, 0 for any that is free (default ${DEFAULT_PORT}); always on 127.0.0.1
  --emulator      the emulator, whatever ACS_CONNECTION_STRING says
  --data <file>   keep the emulator's rooms in this file (default: in memory only)
  --help          show this help

It prints a link that lets one browser in. SIGINT (Ctrl+C) and SIGTERM stop it.
`;

const FLAGS = {
  port: { type: "string", default: String(DEFAULT_PORT) },
  emulator: { type: "boolean", default: false },
  data: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
};

/**
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function adminCommand(args) {
  let settings;
  try {
    settings = read(args, process.env.ACS_CONNECTION_STRING);
  } catch (error) {
    console.error(`acs-rooms admin: ${error.message}\nSee acs-rooms admin --help.`);
    return 2;
  }
  if (settings.help) {
    process.stdout.write(HELP);
    return 0;
  }
  return serve(settings);
}

function read(args, given) {
  const { values } = parseArgs({ args, options: FLAGS, strict: true, allowPositionals: false });
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65535) {
    throw new Error(`--port must be a number from 0 to 65535, not '${values.port}'.`);
  }
  const connectionString = values.emulator || !given ? undefined : given;
  if (connectionString !== undefined && values.data !== undefined && !values.help) {
    throw new Error("--data is for the emulator, and ACS_CONNECTION_STRING names a resource. Add --emulator, or leave --data out.");
  }
  return { port: Number(values.port), connectionString, data: values.data, help: values.help };
}

async function serve(settings) {
  // Before the link is printed: whoever reads it may send the signal at once.
  const stopSignal = new Promise((resolve) => {
    for (const name of ["SIGINT", "SIGTERM"]) process.once(name, resolve);
  });
  const { startAdminServer } = await import("./admin-server.js");
  let server;
  try {
    server = await startAdminServer({ ...settings, warn: (text) => console.error(`acs-rooms admin: ${text}`) });
  } catch (error) {
    console.error(`acs-rooms admin: ${explain(error, settings)}`);
    return 1;
  }
  // Whoever read the link may close the pipe and let the page be served.
  process.stdout.on("error", () => {});
  console.log(`connected to: ${target(server.info, settings)}`);
  console.log(`open, once:   ${server.url}`);
  console.log("stop with Ctrl+C");
  await stopSignal;
  await server.stop();
  return 0;
}

function target({ kind, endpoint, environment }, { data }) {
  if (kind === "emulator") return `an emulator in this process, rooms ${data === undefined ? "in memory" : `in ${data}`}`;
  return environment === "production" ? `PRODUCTION, ${endpoint}` : `the emulator at ${endpoint}`;
}

function explain(error, { port, connectionString, data }) {
  if (error.syscall === "listen" && error.code === "EADDRINUSE") {
    return `port ${port} of 127.0.0.1 is in use. Stop what uses it, or give another with --port (0 takes any that is free).`;
  }
  if (error.syscall === "listen" && error.code === "EACCES") return `port ${port} may not be used. Give one from 1024 on with --port.`;
  if (connectionString !== undefined) return `ACS_CONNECTION_STRING: ${error.message}`;
  return data === undefined ? error.message : `${error.message} (--data ${data})`;
}
