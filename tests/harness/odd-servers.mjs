// Servers that answer in odd ways, or not at all, for what must be told of them.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A server that does this with a connection once a request has come. */
export const connected = (act) =>
  createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => act(socket));
  });

/** Listens on loopback; resolves to the port. */
export function listen(server) {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));
}

/** A folder for certificates and what makes them: `openssl(…args)` runs in it, `read(name)` reads a certificate with its key. */
export function certificates() {
  const dir = mkdtempSync(join(tmpdir(), "acs-rooms-tls-"));
  const openssl = (...args) => execFileSync("openssl", args, { cwd: dir, stdio: "ignore" });
  return {
    dir,
    openssl,
    read: (name) => ({ key: readFileSync(join(dir, `${name}.key`)), cert: readFileSync(join(dir, `${name}.pem`)) }),
    /** A certificate that nobody else has signed. */
    signItself(name, subject) {
      openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", `${name}.key`, "-out", `${name}.pem`, "-days", "30", "-subj", `/CN=${subject}`, "-addext", `subjectAltName=DNS:${subject}`);
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** The ways in which a connection can fail, each with its endpoint. `close()` ends the servers. */
export async function brokenServers() {
  const servers = [];
  const http = async (act) => {
    const server = connected(act);
    servers.push(server);
    return `http://127.0.0.1:${await listen(server)}`;
  };
  const gone = createServer();
  const refused = await listen(gone);
  gone.close();
  return {
    refused: `http://127.0.0.1:${refused}`,
    closed: await http((socket) => socket.destroy()),
    reset: await http((socket) => socket.resetAndDestroy()),
    cut: await http((socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc")),
    notHttp: await http((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n")),
    close: () => servers.forEach((server) => server.close()),
  };
}

export { createHttpServer, createHttpsServer };
