// Servers with which a connection fails, each in its way.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const CA = `[ca]
default_ca = own
[own]
dir = .
database = index.txt
serial = serial
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
default_md = sha256
policy = policy
copy_extensions = copy
unique_subject = no
[policy]
commonName = supplied
`;

/** Certificates, made for this run in a folder of their own. */
function certificates() {
  const dir = mkdtempSync(join(tmpdir(), "acs-rooms-tls-"));
  const openssl = (...args) => execFileSync("openssl", args, { cwd: dir, stdio: "ignore" });
  const read = (file) => ({ key: readFileSync(join(dir, `${file}.key`)), cert: readFileSync(join(dir, `${file}.pem`)) });
  const signItself = (file, name) => {
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", `${file}.key`, "-out", `${file}.pem`, "-days", "30", "-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`);
    return read(file);
  };
  for (const [file, text] of Object.entries({ "index.txt": "", serial: "01", "ca.cnf": CA })) writeFileSync(join(dir, file), text);
  signItself("ca", "a CA of our own");
  return {
    ca: join(dir, "ca.pem"),
    signItself,
    /** Signed by our CA, for a name, from one day to another. */
    sign(file, name, from, until) {
      openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", `${file}.key`, "-out", `${file}.csr`, "-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`);
      openssl("ca", "-batch", "-config", "ca.cnf", "-in", `${file}.csr`, "-out", `${file}.pem`, "-startdate", from, "-enddate", until);
      return read(file);
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/**
 * Starts them on loopback.
 * @param answer - the listener of those that are servers of HTTP
 * @returns `endpoints` by what is wrong, one that is right as `plain`, the file of the `ca` that signed some
 *   certificates, and `close()`
 */
export async function startOddServers(answer) {
  const made = certificates();
  const servers = [];
  const listen = async (server) => {
    servers.push(server);
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    return server.address().port;
  };
  // What becomes of a connection once a request has come.
  const over = async (act) => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => act(socket));
    });
    return `http://127.0.0.1:${await listen(server)}`;
  };
  const secure = async (certificate) => `https://localhost:${await listen(createHttpsServer(certificate, answer))}`;
  const plain = await listen(createHttpServer(answer));
  const gone = createServer();
  const refused = await listen(gone);
  gone.close();
  return {
    ca: made.ca,
    endpoints: {
      plain: `http://127.0.0.1:${plain}`,
      refused: `http://127.0.0.1:${refused}`,
      closed: await over((socket) => socket.destroy()),
      reset: await over((socket) => socket.resetAndDestroy()),
      cut: await over((socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc")),
      // Without a letter between the dots no other machine is asked for it.
      unknown: "https://no..name",
      notHttp: await over((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n")),
      noTls: `https://127.0.0.1:${plain}`,
      selfSigned: await secure(made.signItself("self", "localhost")),
      expired: await secure(made.sign("expired", "localhost", "20200101000000Z", "20200102000000Z")),
      anothers: await secure(made.sign("another", "another.example", "20200101000000Z", "20991231000000Z")),
    },
    close() {
      for (const server of servers) {
        server.closeAllConnections?.();
        server.close();
      }
      made.remove();
    },
  };
}
