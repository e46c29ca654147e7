// examples/entra-id: a real credential of @azure/identity gets a token where App Service has its endpoint for them, on
// loopback, and the emulator checks the token, over https.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { user } from "../cases/check.mjs";
import { startControlledEmulator } from "../harness/control.mjs";
import { startEmulator } from "../harness/emulator.mjs";
import { installExample, run } from "../harness/example.mjs";

const AUDIENCE = "https://communication.azure.com/";
const SECRET_HEADER = "secret-of-the-app-service";

let dir;
let emulator;
let rooms;
let identity;
/** Requests for tokens, and what the next ones are told. */
let asked;
let claims;

const base64 = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const token = () => `${base64({ alg: "RS256", typ: "JWT" })}.${base64(claims)}.${Buffer.from("signature").toString("base64url")}`;
const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

before(async () => {
  dir = installExample("entra-id");
  identity = createServer((request, response) => {
    asked.push(request);
    const known = request.headers["x-identity-header"] === SECRET_HEADER;
    const body = { access_token: token(), expires_on: String(claims.exp), resource: AUDIENCE, token_type: "Bearer", client_id: "app" };
    response.writeHead(known ? 200 : 401, { "content-type": "application/json" }).end(JSON.stringify(known ? body : {}));
  });
  identity.listen(0, "127.0.0.1");
  await once(identity, "listening");

  // The rooms are made with a key over http, and found again with a token over https.
  const data = join(dir, "rooms.jsonl");
  const maker = await startControlledEmulator(dir, ["--data", data]);
  rooms = [];
  for (let n = 1; n <= 12; n++) rooms.push(await maker.client.createRoom({ participants: [{ id: user(n), role: "Presenter" }] }));
  await maker.stop();

  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", "key.pem", "-out", "cert.pem", ...subject], { cwd: dir, stdio: "ignore" });
  const https = ["--cert", join(dir, "cert.pem"), "--key", join(dir, "key.pem")];
  emulator = await startEmulator(dir, ["--quiet", "--data", data, "--token-audience", AUDIENCE, ...https]);
});
after(async () => {
  identity?.close();
  await emulator?.stop();
});
beforeEach(() => {
  asked = [];
  claims = { aud: AUDIENCE, exp: inAnHour() };
});

const list = (changes) =>
  run(dir, "npm", ["start", "--silent"], {
    ACS_ENDPOINT: /endpoint=([^;]*)/.exec(emulator.connectionString)[1],
    IDENTITY_ENDPOINT: `http://127.0.0.1:${identity.address().port}/msi/token`,
    IDENTITY_HEADER: SECRET_HEADER,
    NODE_EXTRA_CA_CERTS: join(dir, "cert.pem"),
    ...changes,
  });

test("the types are right, and so are those of every other credential", async () => {
  writeFileSync(
    join(dir, "src/assignable.ts"),
    `import * as identity from "@azure/identity";
     import { RoomsClient } from "acs-rooms";
     class Own implements identity.TokenCredential {
       async getToken(_scopes: string | string[], _options?: identity.GetTokenOptions): Promise<identity.AccessToken> {
         return { token: "token", expiresOnTimestamp: Date.now() + 3_600_000 };
       }
     }
     const endpoint = "https://contoso.communication.azure.com";
     export const clients = [
       new Own(),
       new identity.DefaultAzureCredential(),
       new identity.ClientSecretCredential("tenant", "client", "secret"),
       new identity.WorkloadIdentityCredential({ tenantId: "t", clientId: "c", tokenFilePath: "f" }),
     ].map((credential) => new RoomsClient(endpoint, credential));
     // @ts-expect-error a credential without getToken is none
     export const wrong = () => new RoomsClient(endpoint, { getTokens: async () => null });`,
  );
  await run(dir, "npm", ["run", "--silent", "build"]);
});

test("a managed identity lists all rooms with one token", async () => {
  const { stdout } = await list();
  const expected = rooms.map(({ id, validUntil }, n) => `${id} until ${validUntil.toISOString()}, presented by ${user(n + 1).communicationUserId}`);
  assert.deepEqual(stdout.trim().split("\n").sort(), expected.sort());
  assert.equal(asked.length, 1);
  const { pathname, searchParams } = new URL(asked[0].url, "http://localhost");
  assert.deepEqual([pathname, searchParams.get("resource")], ["/msi/token", AUDIENCE]);
});

test("a token for another audience, or one that has expired, is refused, and nobody sees it", async () => {
  for (const wrong of [{ aud: "https://vault.azure.net" }, { exp: inAnHour() - 7200 }]) {
    claims = { ...claims, ...wrong };
    await assert.rejects(list(), ({ code, stdout, stderr }) => {
      assert.equal(code, 1);
      assert.equal(stdout, "");
      assert.ok(stderr.trim() !== "" && !stderr.includes(token()), stderr);
      return true;
    });
  }
});

test("without an endpoint it says what to do", () => assert.rejects(list({ ACS_ENDPOINT: undefined }), /set ACS_ENDPOINT/));
