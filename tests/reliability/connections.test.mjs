// Connections that fail, over real sockets, in each runtime that runs a program: the error has the code that Node's own
// client gives, and what waiting does not change is tried once.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startOddServers } from "../harness/odd-servers.mjs";
import { quiet } from "../harness/quiet.mjs";

const runners = fileURLToPath(new URL("../emulator/node_modules/.bin", import.meta.url));
let servers;
before(async () => (servers = await startOddServers((_, response) => response.end("{}"))));
after(() => servers?.close());

const FOUR = 4;
const CODES = {
  refused: ["ECONNREFUSED", FOUR],
  closed: ["ECONNRESET", FOUR],
  reset: ["ECONNRESET", FOUR],
  cut: ["ECONNRESET", FOUR],
  unknown: ["ENOTFOUND", FOUR],
  notHttp: ["HPE_INVALID_CONSTANT", 1],
  noTls: ["EPROTO", 1],
  selfSigned: ["DEPTH_ZERO_SELF_SIGNED_CERT", 1],
  expired: ["CERT_HAS_EXPIRED", 1],
  anothers: ["ERR_TLS_CERT_ALTNAME_INVALID", 1],
};
const inOwnWords = { notHttp: ["EPROTO", 1] };
const untrusted = Object.fromEntries(["selfSigned", "expired", "anothers"].map((name) => [name, ["CERT_UNTRUSTED", 1]]));
const RUNTIMES = {
  Node: { program: process.execPath, args: [], codes: CODES },
  Deno: {
    program: join(runners, "deno"),
    args: ["run", "--no-lock", "--cached-only", "--node-modules-dir=manual", "--allow-net"],
    codes: { ...CODES, ...inOwnWords, ...untrusted },
  },
  Bun: { program: join(runners, "bun"), args: [], codes: { ...CODES, ...inOwnWords } },
};
for (const [runtime, { program, args, codes }] of Object.entries(RUNTIMES)) {
  test(`${runtime}: codes, and what is tried again`, async () => {
    const env = quiet({ NODE_EXTRA_CA_CERTS: servers.ca, DENO_CERT: servers.ca });
    const { plain, ...endpoints } = servers.endpoints;
    const command = [...args, join(process.env.PROJECT, "connections.mjs"), JSON.stringify(endpoints)];
    const { stdout } = await promisify(execFile)(program, command, { cwd: process.env.PROJECT, env, timeout: 120_000 });
    const learnt = Object.entries(JSON.parse(stdout)).map(([name, { code, attempts }]) => [name, [code, attempts]]);
    assert.deepEqual(Object.fromEntries(learnt), codes);
  });
}
