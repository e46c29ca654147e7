// Users and tokens: what is sent, what comes of it, and what no hook, message or error shows.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { makeProject } from "../harness/project.mjs";
import { namesOf, rejectionOf } from "../harness/proxy.mjs";

const CONNECTION = "endpoint=https://contoso.communication.azure.com;accesskey=c2VjcmV0";
const USER = { communicationUserId: "8:acs:11111111-2222-4333-8444-555555555555_66666666-7777-4888-9999-000000000001" };
const TOKEN = `${"ey".repeat(40)}.${"canary".repeat(20)}.${"sig".repeat(30)}`;
const EXPIRES = "2023-10-20T12:48:08.0455796+00:00";
const TEAMS = { teamsUserAadToken: `${"teams".repeat(20)}.canary.teams`, clientId: "client", userObjectId: "object" };
const SECRETS = [TOKEN, ...TOKEN.split("."), TEAMS.teamsUserAadToken];

let project;
let names;
before(async () => {
  project = makeProject(new URL("./fixtures", import.meta.url));
  names = await namesOf(project);
});
after(() => project?.remove());

/** A client, what it sent, and what its hooks heard. */
function clientOf(answer, options) {
  const sent = [];
  const heard = [];
  const hooks = ["onRequest", "onResponse", "onRetry", "onSettled"].map((name) => [name, (event) => heard.push([name, event])]);
  const fetch = async (url, init) => {
    sent.push({ url, ...init });
    return answer(sent.length, init);
  };
  const client = new names.CommunicationIdentityClient(CONNECTION, { fetch, retryOptions: { retryDelayInMs: 1 }, ...Object.fromEntries(hooks), ...options });
  return { client, sent, heard };
}

const json = (status, body) => () => new Response(body === undefined ? null : JSON.stringify(body), { status });
const made = { identity: { id: USER.communicationUserId } };
const token = { token: TOKEN, expiresOn: EXPIRES };
const expiresOn = new Date(EXPIRES);
const ENCODED = encodeURIComponent(USER.communicationUserId);

const CALLS = {
  createUser: [(client, options) => client.createUser(options), json(201, made), ["POST", "/identities", {}], USER],
  createUserAndToken: [
    (client, options) => client.createUserAndToken(["voip.join"], { tokenExpiresInMinutes: 60, ...options }),
    json(201, { ...made, accessToken: token }),
    ["POST", "/identities", { createTokenWithScopes: ["voip.join"], expiresInMinutes: 60 }],
    { token: TOKEN, expiresOn, user: USER },
  ],
  getToken: [
    (client, options) => client.getToken(USER, ["chat", "voip"], options),
    json(200, token),
    ["POST", `/identities/${ENCODED}/:issueAccessToken`, { scopes: ["chat", "voip"] }],
    { token: TOKEN, expiresOn },
  ],
  revokeTokens: [(client, options) => client.revokeTokens(USER, options), json(204), ["POST", `/identities/${ENCODED}/:revokeAccessTokens`, undefined], undefined],
  deleteUser: [(client, options) => client.deleteUser(USER, options), json(204), ["DELETE", `/identities/${ENCODED}`, undefined], undefined],
  getTokenForTeamsUser: [
    (client, options) => client.getTokenForTeamsUser({ ...TEAMS, ...options }),
    json(200, token),
    ["POST", "/teamsUser/:exchangeAccessToken", { token: TEAMS.teamsUserAadToken, appId: "client", userId: "object" }],
    { token: TOKEN, expiresOn },
  ],
};

for (const [operation, [call, answer, [method, path, body], result]] of Object.entries(CALLS)) {
  test(operation, async () => {
    const { client, sent, heard } = clientOf(answer);
    assert.deepEqual(await call(client), result);
    const [{ url, ...init }] = sent;
    assert.deepEqual([init.method, url], [method, `https://contoso.communication.azure.com${path}?api-version=2023-10-01`]);
    assert.deepEqual(init.body === undefined ? undefined : JSON.parse(init.body), body);
    assert.match(init.headers.authorization, /^HMAC-SHA256 /);
    assert.deepEqual(heard.map(([name, event]) => [name, event.operation]), [["onRequest", operation], ["onResponse", operation], ["onSettled", operation]]);
    assert.ok(!("repeatability-request-id" in init.headers));
  });

  test(`${operation}: no token in a hook`, async () => {
    const { client, heard } = clientOf(answer);
    const raw = [];
    await call(client, { onResponse: (response) => raw.push(response) });
    assert.equal(raw.length, 1);
    const text = JSON.stringify([heard.filter(([name]) => name !== "onSettled"), raw]);
    for (const secret of SECRETS) assert.ok(!text.includes(secret), secret);
  });

  test(`${operation}: a lost answer is asked for again`, async () => {
    const { client, sent } = clientOf((number, init) => (number === 1 ? Promise.reject(new TypeError("fetch failed")) : answer(number, init)));
    assert.deepEqual(await call(client), result);
    assert.equal(sent.length, 2);
  });
}

test("a refusal that repeats what was sent shows no token", async () => {
  for (const body of [
    { error: { code: "InvalidAccessToken", message: `Not ${TEAMS.teamsUserAadToken}`, innererror: { token: TEAMS.teamsUserAadToken } } },
    { ...token, error: { code: "Odd", message: "Odd." } },
    { ...made, accessToken: token },
  ]) {
    for (const status of [401, 202]) {
      const { client, heard } = clientOf(json(status, body));
      const error = await rejectionOf(client.getTokenForTeamsUser(TEAMS));
      assert.equal(error.name, "RestError");
      const text = JSON.stringify([error, error.request, error.response, error.message, heard]);
      for (const secret of SECRETS) assert.ok(!text.includes(secret), `${secret} in ${text}`);
    }
  }
});

test("a user that is gone on the repetition was deleted; one of another resource is told so", async () => {
  const foreign = json(401, { error: { code: "IdentityNotOwned", message: "Provided identity doesn't belong to the resource." } });
  const { client } = clientOf((number) => (number === 1 ? new Response("", { status: 500 }) : foreign()));
  assert.equal(await client.deleteUser(USER), undefined);
  const error = await rejectionOf(clientOf(foreign).client.deleteUser(USER));
  assert.deepEqual([error.statusCode, error.code], [401, "IdentityNotOwned"]);
  assert.ok(!error.message.includes("access key"), error.message);
});

test("an answer without what the API promises is an error", async () => {
  for (const [call, status, body, words] of [
    [(client) => client.createUser(), 201, {}, /has no identity/],
    [(client) => client.createUserAndToken(["voip"]), 201, made, /has no access token/],
    [(client) => client.getToken(USER, ["voip"]), 200, { token: TOKEN }, /has no access token/],
    [(client) => client.getToken(USER, ["voip"]), 200, "x", /has no access token/],
  ]) {
    const error = await rejectionOf(call(clientOf(json(status, body)).client));
    assert.equal(error.code, "PARSE_ERROR");
    assert.match(error.message, words);
  }
});

test("bad input is named before anything is sent", async () => {
  const WRONG = [
    [(client) => client.getToken("8:acs:a_b", ["voip"]), "user"],
    [(client) => client.getToken(undefined, ["voip"]), "user"],
    [(client) => client.getToken({ phoneNumber: "+1" }, ["voip"]), "user"],
    [(client) => client.revokeTokens({ communicationUserId: "8:orgid:x" }), "user"],
    [(client) => client.deleteUser({ communicationUserId: "" }), "user"],
    [(client) => client.getToken(USER), "scopes"],
    [(client) => client.getToken(USER, "voip"), "scopes"],
    [(client) => client.getToken(USER, []), "scopes"],
    [(client) => client.createUserAndToken(["VoIP"]), "scopes"],
    [(client) => client.createUserAndToken([undefined]), "scopes"],
    [(client) => client.createUserAndToken(["voip"], { tokenExpiresInMinutes: 59 }), "tokenExpiresInMinutes"],
    [(client) => client.createUserAndToken(["voip"], { tokenExpiresInMinutes: 1441 }), "tokenExpiresInMinutes"],
    [(client) => client.createUserAndToken(["voip"], { tokenExpiresInMinutes: 90.5 }), "tokenExpiresInMinutes"],
    [(client) => client.createUserAndToken(["voip"], { tokenExpiresInMinutes: Infinity }), "tokenExpiresInMinutes"],
    [(client) => client.createUserAndToken(["voip"], { tokenExpiresInMinutes: NaN }), "tokenExpiresInMinutes"],
    [(client) => client.createUserAndToken(["voip"], { tokenExpiresInMinutes: "60" }), "tokenExpiresInMinutes"],
    [(client) => client.createUserAndToken(["voip"], { tokenExpiresInMinute: 60 }), "tokenExpiresInMinute"],
    [(client) => client.getTokenForTeamsUser(), "teamsUserAadToken"],
    [(client) => client.getTokenForTeamsUser({ ...TEAMS, clientId: undefined }), "clientId"],
    [(client) => client.getTokenForTeamsUser({ ...TEAMS, userObjectId: 5 }), "userObjectId"],
    [(client) => client.getTokenForTeamsUser({ ...TEAMS, teamsUserAadToken: "" }), "teamsUserAadToken"],
  ];
  for (const [call, argument] of WRONG) {
    const { client, sent } = clientOf(json(500));
    const error = await rejectionOf(call(client));
    assert.deepEqual([error.code, error.argument, sent.length], ["ERR_INVALID_ARG", argument, 0], `${call}: ${error}`);
    assert.ok(!error.message.includes("canary"));
  }
  assert.throws(() => new names.CommunicationIdentityClient(undefined), /connectionString is undefined/);
  assert.throws(() => new names.CommunicationIdentityClient("https://contoso.communication.azure.com", {}, {}), /credential must be/);
});

test("abort, its own api-version, and the end of a client", async () => {
  const { client, sent } = clientOf(json(201, made), { apiVersion: "2026-09-23" });
  await client.createUser();
  assert.ok(sent[0].url.endsWith("?api-version=2026-09-23"));
  assert.equal((await rejectionOf(client.createUser({ abortSignal: AbortSignal.abort() }))).code, "ABORT_ERR");
  client.free();
  client.free();
  assert.match((await rejectionOf(client.createUser())).message, /has been freed/);
});
