// Connections that fail, over real sockets, in each runtime that runs a program: the error has the code that Node's own
// client gives, and what waiting does not change is tried once.

import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { quiet } from "../harness/quiet.mjs";

const runners = fileURLToPath(new URL("../emulator/node_modules/.bin", import.meta.url));
const dir = mkdtempSync(join(tmpdir(), "acs-rooms-tls-"));
const path = (name) => join(dir, name);
const servers = [];
let endpoints;

/** What a server does with a connection once a request has come. */
const connected = (act) =>
  createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => act(socket));
  });

async function listen(server) {
  servers.push(server);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server.address().port;
}

function openssl(...args) {
  execFileSync("openssl", args, { cwd: dir, stdio: "ignore" });
}

/** A certificate of a CA of ours for a name, from a day on. Returns what a server needs. */
function certificate(name, from, until) {
  openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`);
  openssl("ca", "-batch", "-config", "ca.cnf", "-in", `${name}.csr`, "-out", `${name}.pem`, "-startdate", from, "-enddate", until);
  return { key: readFileSync(path(`${name}.key`)), cert: readFileSync(path(`${name}.pem`)) };
}

before(async () => {
  writeFileSync(path("index.txt"), "");
  writeFileSync(path("serial"), "01");
  writeFileSync(path("ca.cnf"), "[ca]\ndefault_ca=d\n[d]\ndir=.\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ncertificate=ca.pem\nprivate_key=ca.key\ndefault_md=sha256\npolicy=p\ncopy_extensions=copy\nunique_subject=no\n[p]\ncommonName=supplied\n");
  openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "30", "-subj", "/CN=a CA of our own");
  openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "self.key", "-out", "self.pem", "-days", "30", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost");
  const self = { key: readFileSync(path("self.key")), cert: readFileSync(path("self.pem")) };
  const expired = certificate("localhost", "20200101000000Z", "20200102000000Z");
  const another = certificate("another.example", "20200101000000Z", "20991231000000Z");
  const closed = createServer();
  const refused = await listen(closed);
  closed.close();
  const answer = (_, response) => response.end("{}");
  endpoints = {
    refused: `http://127.0.0.1:${refused}`,
    closed: `http://127.0.0.1:${await listen(connected((socket) => socket.destroy()))}`,
    reset: `http://127.0.0.1:${await listen(connected((socket) => socket.resetAndDestroy()))}`,
    cut: `http://127.0.0.1:${await listen(connected((socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc")))}`,
    // Without a letter between the dots no other machine is asked for it.
    unknown: "https://no..name",
    "not HTTP": `http://127.0.0.1:${await listen(connected((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n")))}`,
    "no TLS": `https://127.0.0.1:${await listen(createHttpServer(answer))}`,
    "signed by itself": `https://localhost:${await listen(createHttpsServer(self, answer))}`,
    expired: `https://localhost:${await listen(createHttpsServer(expired, answer))}`,
    "another's": `https://localhost:${await listen(createHttpsServer(another, answer))}`,
  };
});
after(() => {
  for (const server of servers) server.close();
  rmSync(dir, { recursive: true, force: true });
});

const FOUR = 4;
const CODES = {
  refused: ["ECONNREFUSED", FOUR],
  closed: ["ECONNRESET", FOUR],
  reset: ["ECONNRESET", FOUR],
  cut: ["ECONNRESET", FOUR],
  unknown: ["ENOTFOUND", FOUR],
  "not HTTP": ["HPE_INVALID_CONSTANT", 1],
  "no TLS": ["ERR_SSL_WRONG_VERSION_NUMBER", 1],
  "signed by itself": ["DEPTH_ZERO_SELF_SIGNED_CERT", 1],
  expired: ["CERT_HAS_EXPIRED", 1],
  "another's": ["ERR_TLS_CERT_ALTNAME_INVALID", 1],
};
const untrusted = { "signed by itself": ["CERT_UNTRUSTED", 1], expired: ["CERT_UNTRUSTED", 1], "another's": ["CERT_UNTRUSTED", 1] };
const RUNTIMES = {
  Node: { program: process.execPath, args: [], codes: CODES },
  Deno: {
    program: join(runners, "deno"),
    args: ["run", "--no-lock", "--cached-only", "--node-modules-dir=manual", "--allow-net"],
    codes: { ...CODES, "not HTTP": ["EPROTO", 1], "no TLS": ["EPROTO", 1], ...untrusted },
  },
  Bun: { program: join(runners, "bun"), args: [], codes: { ...CODES, "not HTTP": ["EPROTO", 1], "no TLS": ["EPROTO", 1] } },
};
for (const [runtime, { program, args, codes }] of Object.entries(RUNTIMES)) {
  test(`${runtime}: codes, and what is tried again`, async () => {
    const env = quiet({ NODE_EXTRA_CA_CERTS: path("ca.pem"), DENO_CERT: path("ca.pem") });
    const command = [...args, join(process.env.PROJECT, "connections.mjs"), JSON.stringify(endpoints)];
    const { stdout } = await promisify(execFile)(program, command, { cwd: process.env.PROJECT, env, timeout: 120_000 });
    const learnt = Object.entries(JSON.parse(stdout)).map(([name, { code, attempts }]) => [name, [code, attempts]]);
    assert.deepEqual(Object.fromEntries(learnt), codes);
  });
}
