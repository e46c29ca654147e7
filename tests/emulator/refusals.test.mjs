// What is refused before it is looked at, over a raw connection: each with 401, and each with a reason of its own.
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { request as httpRequest } from "node:http";
import { test } from "node:test";

import { withServer } from "../../emulator/tests/package/server.mjs";
import { VERSION } from "../../emulator/tests/package/signing.mjs";

const TARGET = `/rooms${VERSION}`;
const NAMES = "x-ms-date;host;x-ms-content-sha256";

/** A request with the headers as given, on a socket of its own. */
function raw(base, method, headers, body) {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, method, path: TARGET, headers, agent: false }, async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode, headers: response.headers, text });
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** The parts of a right request; what is given replaces them. */
function parts({ base, connectionString }, { body = "", date = new Date().toUTCString(), key, names = NAMES } = {}) {
  const [, accessKey] = /accesskey=(.*)$/.exec(connectionString);
  const hash = createHash("sha256").update(body).digest("base64");
  const values = { "x-ms-date": date, date, host: new URL(base).host, "x-ms-content-sha256": hash };
  const text = `POST\n${TARGET}\n${names.split(";").map((name) => values[name]).join(";")}`;
  const signature = createHmac("sha256", Buffer.from(key ?? accessKey, "base64")).update(text).digest("base64");
  return { date, hash, signature, names };
}

function headers({ date, hash, signature, names }, authorization) {
  const given = authorization ?? `HMAC-SHA256 SignedHeaders=${names}&Signature=${signature}`;
  return { "content-type": "application/json", "x-ms-date": date, "x-ms-content-sha256": hash, ...(given && { authorization: given }) };
}

function flipped(signature) {
  const bytes = Buffer.from(signature, "base64");
  bytes[7] ^= 1;
  return bytes.toString("base64");
}

const HOUR = 3_600_000;
const at = (ms) => new Date(Date.now() + ms).toUTCString();

/** Name, words of the reason, and how to make the request of right parts. */
const REFUSALS = [
  ["no header", /no Authorization header/, (s) => [headers(parts(s), "")]],
  ["another scheme", /neither HMAC-SHA256 nor Bearer/, (s) => [headers(parts(s), "Basic YTpi")]],
  ["no SignedHeaders", /has no SignedHeaders/, (s) => [headers(parts(s), `HMAC-SHA256 Signature=${parts(s).signature}`)]],
  ["no structure", /does not match HMAC header structure/, (s) => [headers(parts(s), "HMAC-SHA256 hello")]],
  ["date not signed", /neither x-ms-date nor date/, (s) => [headers(parts(s, { names: "host;x-ms-content-sha256" }))]],
  ["host not signed", /does not have host/, (s) => [headers(parts(s, { names: "x-ms-date;x-ms-content-sha256" }))]],
  ["hash not signed", /does not have x-ms-content-sha256/, (s) => [headers(parts(s, { names: "x-ms-date;host" }))]],
  ["signed header missing", /has x-other, but the request does not/, (s) => [headers(parts(s, { names: `${NAMES};x-other` }))]],
  ["date behind", /seconds behind the service's clock; 900 are allowed/, (s) => [headers(parts(s, { date: at(-HOUR) }))]],
  ["date ahead", /seconds ahead of the service's clock; 900 are allowed/, (s) => [headers(parts(s, { date: at(HOUR) }))]],
  ["no date", /is no HTTP date/, (s) => [headers(parts(s, { date: "yesterday" }))]],
  ["a credential", /has a Credential/, (s) => [headers(parts(s), `HMAC-SHA256 Credential=abc&SignedHeaders=${NAMES}&Signature=${parts(s).signature}`)]],
  ["no signature", /has no Signature/, (s) => [headers(parts(s), `HMAC-SHA256 SignedHeaders=${NAMES}`)]],
  ["signature no base64", /is no base64/, (s) => [headers(parts(s), `HMAC-SHA256 SignedHeaders=${NAMES}&Signature=*`)]],
  ["one bit flipped", /does not match/, (s) => [headers({ ...parts(s), signature: flipped(parts(s).signature) })]],
  ["another body", /is not the hash of the body/, (s) => [headers(parts(s, { body: "{}" })), '{"a":1}']],
  ["an empty token", /Bearer token is empty/, (s) => [headers(parts(s), "Bearer ")]],
];

test("every refusal is a 401 with its own reason, and gives nothing away", async (t) => {
  await withServer(["--quiet"], async (server) => {
    const reasons = new Map();
    for (const [name, words, make] of REFUSALS) {
      await t.test(name, async () => {
        const [given, body] = make(server);
        const answer = await raw(server.base, "POST", given, body);
        assert.equal(answer.status, 401, answer.text);
        assert.equal(answer.headers["x-ms-error-code"], "Denied");
        const { error } = JSON.parse(answer.text);
        assert.equal(error.code, "Denied");
        assert.match(error.message, /^Denied by the resource provider\. /);
        assert.match(error.message, words);
        assert.ok(!reasons.has(error.message), `as ${reasons.get(error.message)}`);
        reasons.set(error.message, name);
        const key = /accesskey=(.*)$/.exec(server.connectionString)[1];
        const rightHash = createHash("sha256").update(body ?? "").digest("base64");
        const right = parts(server, { body }).signature;
        for (const secret of [key, right, rightHash, flipped(right)]) assert.ok(!answer.text.includes(secret));
      });
    }
    assert.equal(reasons.size, REFUSALS.length);
    await t.test("another key is refused as a flipped bit is", async () => {
      const answer = await raw(server.base, "POST", headers(parts(server, { key: "b3RoZXI=" })));
      assert.equal(answer.status, 401);
      assert.match(answer.text, /does not match/);
    });
    await t.test("the same made right is taken", async () => {
      for (const names of [NAMES, "date;host;x-ms-content-sha256"]) {
        const right = parts(server, { body: "{}", names });
        const answer = await raw(server.base, "POST", { ...headers(right), date: right.date }, "{}");
        assert.equal(answer.status, 201, answer.text);
      }
    });
  });
});

test("with --token-audience tokens are looked into", async () => {
  const jwt = (claims) => [{ alg: "RS256" }, claims, "sig"].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  const aud = "https://rooms.test";
  const exp = Math.round(Date.now() / 1000) + 60;
  await withServer(["--quiet", "--token-audience", aud, "--token-audience", "other"], async ({ base }) => {
    for (const [status, words, token] of [
      [200, "", jwt({ aud, exp })],
      [200, "", jwt({ aud: ["x", "other"], exp })],
      [401, "has expired", jwt({ aud, exp: exp - 120 })],
      [401, "another audience", jwt({ aud: "https://management.azure.com/", exp })],
      [401, "no JSON Web Token", "opaque"],
    ]) {
      const answer = await raw(base, "GET", { authorization: `Bearer ${token}` });
      assert.equal(answer.status, status, answer.text);
      assert.ok(answer.text.includes(words), answer.text);
      assert.ok(!answer.text.includes(token));
    }
  });
});
