// What the commands of `acs-rooms` have in common.
import { parseArgs } from "node:util";

/**
 * Reads the arguments, then serves until told to stop.
 * @param {string} name - of the command
 * @param {string} help - what `--help` prints
 * @param {() => object} read - gives the settings, `help` among them; what it throws is a wrong call
 * @param {(settings: object) => Promise<number>} serve - gives the exit code; what it throws is told, as a failure
 * @returns {Promise<number>} the exit code
 */
export async function runCommand(name, help, read, serve) {
  let settings;
  try {
    settings = read();
  } catch (error) {
    console.error(`acs-rooms ${name}: ${error.message}\nSee acs-rooms ${name} --help.`);
    return 2;
  }
  if (settings.help) {
    process.stdout.write(help);
    return 0;
  }
  try {
    return await serve(settings);
  } catch (error) {
    console.error(`acs-rooms ${name}: ${error.message}`);
    return 1;
  }
}

/** The values of the flags, of which `port` is a port. */
export function readFlags(args, options) {
  const { values } = parseArgs({ args, options, strict: true, allowPositionals: false });
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65535) {
    throw new Error(`--port must be a number from 0 to 65535, not '${values.port}'.`);
  }
  return values;
}

/** Settles with the name of the signal that tells the process to stop. */
export function stopSignal() {
  return new Promise((resolve) => {
    for (const name of ["SIGINT", "SIGTERM"]) process.once(name, resolve);
  });
}

/** Why a port cannot be listened on, and what to do; undefined if that is not the trouble. */
export function explainPort(error, host, port) {
  if (error.syscall !== "listen") return undefined;
  if (error.code === "EADDRINUSE") {
    return `port ${port} of ${host} is in use. Stop what uses it, or give another with --port (0 takes any that is free).`;
  }
  if (error.code === "EACCES") return `port ${port} may not be used. Give one from 1024 on with --port.`;
  return undefined;
}
