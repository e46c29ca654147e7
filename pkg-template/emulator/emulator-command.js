// `acs-rooms emulator`: reads the arguments, serves until it is told to stop.
import { readFileSync } from "node:fs";
import { explainPort, readFlags, runCommand, stopSignal } from "../bin/command-line.js";

import { isLoopback } from "./emulator-loopback.js";

const DEFAULT_PORT = 7080;
/** Within that time the service lets a revocation act. */
const LONGEST_REVOCATION_IN_S = 900;

const HELP = `acs-rooms emulator: a local emulator of the Rooms service over HTTP

Usage: acs-rooms emulator [options]

Options:
  --host <host>      address to listen on (default 127.0.0.1)
  --port <port>      port to listen on, 0 for any that is free (default ${DEFAULT_PORT})
  --cert <file>      serve https: with this certificate (PEM) ...
  --key <file>       ... and its private key (PEM)
  --data <file>      keep rooms in this file (default: in memory only)
  --full-pages       list rooms in pages of 30; the service's pages are short and irregular, and so are the
                     emulator's by default
  --strict           refuse the known deviations of the official SDKs
  --token-audience <text>
                     look into Bearer tokens: refuse what is no JSON Web Token for this audience, or has
                     expired; may be repeated (default: any token will do)
  --known-users-only rooms refuse users that this emulator did not make (default: any user will do)
  --revocation-delay <seconds>
                     how long a revoked token is still good, 0 to 900 (default 0; the service takes up to 900)
  --cors, --no-cors  answer web pages of other origins, or not (default: --cors: any site that you visit
                     meanwhile can read and change the rooms)
  --control          let programs on this machine inject faults, put the clock forward, regenerate keys, ask who
                     can join, read the last requests and reset, under /_emulator/
  --allow-remote     allow a --host that other machines can reach; the access keys are public knowledge
  --quiet            no line for every request
  --help             show this help

It prints the connection string on a line of its own when it is ready; GET /_emulator/health answers 200.
SIGINT (Ctrl+C) and SIGTERM stop it.
`;

const FLAGS = {
  host: { type: "string", default: "127.0.0.1" },
  port: { type: "string", default: String(DEFAULT_PORT) },
  cert: { type: "string" },
  key: { type: "string" },
  data: { type: "string" },
  "full-pages": { type: "boolean", default: false },
  strict: { type: "boolean", default: false },
  "token-audience": { type: "string", multiple: true },
  "known-users-only": { type: "boolean", default: false },
  "revocation-delay": { type: "string", default: "0" },
  cors: { type: "boolean", default: false },
  "no-cors": { type: "boolean", default: false },
  control: { type: "boolean", default: false },
  "allow-remote": { type: "boolean", default: false },
  quiet: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
};

/**
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
export function emulatorCommand(args) {
  return runCommand("emulator", HELP, () => read(args), serve);
}

function read(args) {
  const values = readFlags(args, FLAGS);
  if (values.cors && values["no-cors"]) throw new Error("--cors and --no-cors exclude each other.");
  if ((values.cert === undefined) !== (values.key === undefined)) throw new Error("--cert and --key must be given together.");
  if (values["token-audience"]?.includes("")) throw new Error("--token-audience must not be empty.");
  if (!/^\d+$/.test(values["revocation-delay"]) || Number(values["revocation-delay"]) > LONGEST_REVOCATION_IN_S) {
    throw new Error(`--revocation-delay must be a whole number of seconds from 0 to ${LONGEST_REVOCATION_IN_S}.`);
  }
  if (values.host === "") throw new Error("--host must not be empty.");
  // As in a URL.
  values.host = values.host.replace(/^\[(.*:.*)\]$/, "$1");
  if (!isLoopback(values.host) && !values["allow-remote"]) {
    throw new Error(
      `--host ${values.host} can be reached from other machines, and everybody knows the emulator's keys. ` +
        "Add --allow-remote if you mean it.",
    );
  }
  return values;
}

async function serve(flags) {
  // Before the ready line: whoever reads it may send the signal at once.
  const stopped = stopSignal();
  const { startEmulatorServer } = await import("./emulator-server.js");
  let server;
  try {
    server = await startEmulatorServer({
      host: flags.host,
      port: Number(flags.port),
      tls: flags.cert === undefined ? undefined : { cert: fileOf("--cert", flags.cert), key: fileOf("--key", flags.key) },
      data: flags.data,
      control: flags.control,
      options: {
        fullPages: flags["full-pages"],
        strict: flags.strict,
        cors: !flags["no-cors"],
        knownUsersOnly: flags["known-users-only"],
        revocationDelayInMs: Number(flags["revocation-delay"]) * 1000,
        tokenVerifier: flags["token-audience"] && { audiences: flags["token-audience"] },
      },
      log: flags.quiet ? undefined : (line) => console.log(line),
      warn: (text) => console.error(`acs-rooms emulator: ${text}`),
    });
  } catch (error) {
    console.error(`acs-rooms emulator: ${explain(error, flags)}`);
    return 1;
  }
  console.log(`Rooms emulator at ${server.emulator.endpoint}, rooms ${flags.data ? `in ${flags.data}` : "in memory"}. Stop it with Ctrl+C.`);
  console.log(`connection string: ${server.emulator.connectionString}`);
  const signal = await stopped;
  await server.stop();
  if (!flags.quiet) console.log(`stopped by ${signal}`);
  return 0;
}

function fileOf(flag, path) {
  try {
    return readFileSync(path);
  } catch (error) {
    throw Object.assign(new Error(`${flag} ${path} cannot be read: ${error.message}. Give a file in PEM.`), { flag });
  }
}

function explain(error, flags) {
  if (error.flag !== undefined) return error.message;
  if (error.code?.startsWith("ERR_OSSL")) return `--cert and --key must be files in PEM, a certificate and its private key (${error.reason}).`;
  const why = explainPort(error, flags.host, flags.port);
  if (why !== undefined) return why;
  const isAddress = error.syscall === "listen" || error.syscall === "getaddrinfo";
  if (isAddress && ["EADDRNOTAVAIL", "ENOTFOUND", "EAI_AGAIN"].includes(error.code)) {
    return `${flags.host} is no address of this machine. Give another with --host.`;
  }
  return flags.data === undefined ? error.message : `${error.message} (--data ${flags.data})`;
}
