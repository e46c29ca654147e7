// `--cert` and `--key`: for clients that refuse plain HTTP, with a certificate made for this run.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { run, withServer } from "../../emulator/tests/package/server.mjs";
import { signed, VERSION } from "../../emulator/tests/package/signing.mjs";

const dir = mkdtempSync(join(tmpdir(), "acs-rooms-tls-"));
const cert = join(dir, "cert.pem");
const key = join(dir, "key.pem");

function send(url, { method, headers, body }) {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(url, { method, headers, ca: readFileSync(cert), agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += chunk));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

test("serves https: with a certificate", async (t) => {
  t.after(() => rmSync(dir, { recursive: true }));
  // The command that docs/emulator.md gives.
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-keyout", key, "-out", cert, ...subject], { stdio: "ignore" });
  await withServer(["--cert", cert, "--key", key, "--control"], async ({ base, connectionString }) => {
    assert.match(connectionString, /^endpoint=https:\/\/127\.0\.0\.1:\d+\/;accesskey=/);
    for (let i = 0; i < 6; i++) assert.equal((await send(...signed(connectionString, "POST", `/rooms${VERSION}`, "{}"))).status, 201);
    const list = await send(...signed(connectionString, "GET", `/rooms${VERSION}`));
    assert.ok(list.headers["strict-transport-security"]);
    const { nextLink } = JSON.parse(list.text);
    assert.ok(nextLink.startsWith(`${base}rooms?`), nextLink);
    assert.equal((await send(...signed(connectionString, "GET", nextLink))).status, 200);

    for (const kind of ["resetBeforeCommit", "truncatedBody"]) {
      await send(`${base}_emulator/faults`, { method: "POST", body: JSON.stringify({ kind }) });
      await assert.rejects(send(...signed(connectionString, "GET", `/rooms${VERSION}`)), kind);
    }
    assert.equal((await send(...signed(connectionString, "GET", `/rooms${VERSION}`))).status, 200);
  });

  const swapped = run("emulator", "--port", "0", "--cert", key, "--key", cert);
  assert.deepEqual(await swapped.exit, [1, null]);
  assert.match(swapped.stderr, /^acs-rooms emulator: .*--cert and --key/);
});
