// What the client says about mistakes before anything is sent, and how programs tell them from their own.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { makeProject } from "../harness/project.mjs";
import { user } from "../cases/check.mjs";

let project;
let names;
before(async () => {
  project = makeProject(new URL("./fixtures", import.meta.url));
  const { createRequire } = await import("node:module");
  const require = createRequire(`${project.dir}/main.js`);
  names = { ...require("acs-rooms"), ...require("acs-rooms/emulator") };
});
after(() => project?.remove());

const CONNECTION = "endpoint=https://contoso.communication.azure.com/;accesskey=c2VjcmV0";
const fetch = () => assert.fail("sent");

function thrownBy(act) {
  try {
    act();
  } catch (error) {
    return error;
  }
  return assert.fail("nothing was thrown");
}

function isArgumentError(error, argument, message) {
  assert.ok(error.message.startsWith(message), error.message);
  assert.ok(names.isArgumentError(error), error.message);
  assert.ok(error instanceof TypeError || error instanceof RangeError);
  assert.deepEqual([error.code, error.argument], ["ERR_INVALID_ARG", argument]);
}

test("a client that cannot be made says why", () => {
  const { RoomsClient } = names;
  const unset = "is undefined: is the environment variable or secret set?";
  const needs = "connectionString is an endpoint, which needs a credential: { key }, or one of @azure/identity";
  for (const [act, argument, message] of [
    [() => new RoomsClient(undefined), "connectionString", `connectionString ${unset}`],
    [() => new RoomsClient(undefined, { fetch }), "connectionString", `connectionString ${unset}`],
    [() => RoomsClient.fromConnectionString(undefined), "connectionString", `connectionString ${unset}`],
    [() => names.parseConnectionString(undefined), "connectionString", `connectionString ${unset}`],
    [() => new RoomsClient(undefined, { key: "pw==" }), "endpoint", `endpoint ${unset}`],
    [() => new RoomsClient("https://h", { key: undefined }), "credential.key", `credential.key ${unset}`],
    [() => new RoomsClient(5), "connectionString", "connectionString must be a string"],
    [() => new RoomsClient("https://contoso.communication.azure.com"), "connectionString", needs],
    [() => new RoomsClient("https://contoso.communication.azure.com", { fetch }), "connectionString", needs],
    [() => new RoomsClient("https://contoso.communication.azure.com", "c2VjcmV0"), "credential", "credential must be { key }, or have getToken()"],
    [() => new RoomsClient("https://contoso.communication.azure.com", "c2VjcmV0", {}), "credential", "credential must be { key }"],
    [() => new RoomsClient(CONNECTION, { httpClient: {} }), "httpClient", "httpClient is not supported"],
    [() => new RoomsClient(CONNECTION, { onRetry: 5 }), "onRetry", "onRetry must be a function"],
    [() => new RoomsClient(CONNECTION, { fetch: "x" }), "fetch", "fetch must be a function"],
    [() => new RoomsClient(CONNECTION, { retryOptions: { maxRetries: -1 } }), "retryOptions.maxRetries", "retryOptions.maxRetries must be"],
    [() => new RoomsClient("http://h.example", { key: "pw==" }), "endpoint", "endpoint uses http:"],
  ]) {
    const error = thrownBy(act);
    isArgumentError(error, argument, message);
    assert.ok(!error.message.includes("c2VjcmV0"));
  }
});

test("the emulator in the process needs its fetch, or one in the place of the global one", async (t) => {
  const { connectionString, fetch } = new names.RoomsEmulator();
  for (const options of [undefined, { fetch: undefined }]) {
    let sent = 0;
    t.mock.method(globalThis, "fetch", async () => {
      sent += 1;
      throw new TypeError("fetch failed", { cause: Object.assign(new Error("getaddrinfo ENOTFOUND emulator.localhost"), { code: "ENOTFOUND" }) });
    });
    const error = await new names.RoomsClient(connectionString, options).createRoom().catch((thrown) => thrown);
    isArgumentError(error, "fetch", "fetch is missing: this is the emulator in the process");
    assert.equal(sent, 1);
  }
  t.mock.method(globalThis, "fetch", fetch);
  assert.ok(await new names.RoomsClient(connectionString).createRoom());
});

test("a misspelt option is named, with the one that is meant; others are ignored as ever", async () => {
  const misspelt = {
    valdUntil: "validUntil",
    validuntil: "validUntil",
    validFro: "validFrom",
    participant: "participants",
    particpants: "participants",
    pstnDialoutEnabled: "pstnDialOutEnabled",
    repeatabilityRequestID: "repeatabilityRequestId",
    abortsignal: "abortSignal",
    requestOption: "requestOptions",
    onRespone: "onResponse",
    traceContex: "traceContext",
  };
  const client = new names.RoomsClient(CONNECTION, { fetch });
  for (const [name, meant] of Object.entries(misspelt)) {
    for (const call of [(o) => client.createRoom(o), (o) => client.updateRoom("99", o), (o) => client.getRoom("99", o), (o) => client.listRooms(o).next()]) {
      const error = await call({ [name]: new Date() }).catch((thrown) => thrown);
      isArgumentError(error, name, `${name} is no option: is ${meant} meant?`);
    }
  }
  for (const [name, meant] of [["onrequest", "onRequest"], ["retryOption", "retryOptions"], ["Fetch", "fetch"], ["apiversion", "apiVersion"], ["userAgentOption", "userAgentOptions"]]) {
    isArgumentError(thrownBy(() => new names.RoomsClient(CONNECTION, { [name]: undefined })), name, `${name} is no option: is ${meant} meant?`);
  }
  const ignored = ["loggingOptions", "redirectOptions", "serializerOptions", "tracingOptions", "requestContentType", "agent", "endpoint", "audience", "logger", "title", "organizer", "id", "createdOn", "onUploadProgress", "onDownloadProgress", "userData", "__proto__x", ""];
  const all = Object.fromEntries(ignored.map((name) => [name, {}]));
  let sent = 0;
  const answer = async () => new Response("", { status: 400 + 0 * (sent += 1) });
  const error = await new names.RoomsClient(CONNECTION, { ...all, fetch: answer }).createRoom(all).catch((thrown) => thrown);
  assert.deepEqual([error.name, sent], ["RestError", 1]);
});

test("arguments of calls", async () => {
  const client = new names.RoomsClient(CONNECTION, { fetch });
  const id = user(1);
  for (const [call, argument, message] of [
    [() => client.getRoom("99 "), "roomId", "roomId must not have a blank"],
    [() => client.getRoom("\n99"), "roomId", "roomId must not have a blank"],
    [() => client.getRoom(undefined), "roomId", "roomId must be a string"],
    [() => client.createRoom({ participants: [{ id }, { id: user(2) }, { id: user(3), role: "Host" }] }), "participants[2].role", "participants[2].role must be"],
    [() => client.createRoom({ participants: [{ id, role: "Consumer" }, { id }] }), "participants[1]", "participants[1] is the same as"],
    [() => client.addOrUpdateParticipants("99", [{ id: {} }]), "participants[0].id", "participants[0].id must be an identifier"],
    [() => client.updateRoom("99", { validFrom: new Date() }), "validUntil", "validUntil is missing"],
    [() => client.getRoom("99", { abortSignal: 5 }), "abortSignal", "abortSignal must be an AbortSignal"],
    [() => client.getRoom("99", { onResponse: 5 }), "onResponse", "onResponse must be a function"],
    [() => client.listRooms().byPage({ continuationToken: "/keys" }).next(), "continuationToken", "continuationToken leads"],
    [async () => names.getIdentifierRawId({}), "identifier", "identifier must be an identifier"],
  ]) {
    isArgumentError(await call().catch((error) => error), argument, message);
  }
  for (const other of [new TypeError("mine"), undefined, null, "x", Object.assign(new Error(), { code: "ERR_INVALID_ARG_TYPE" })]) {
    assert.equal(names.isArgumentError(other), false);
  }
});

test("a participant that the service does not take is named by place and kind, not by id", async () => {
  const body = { error: { code: "BadRequest", message: "Invalid format for communication identifier." } };
  const client = new names.RoomsClient(CONNECTION, { fetch: async () => Response.json(body, { status: 400 }) });
  const list = [{ id: user(1) }, { id: { phoneNumber: "+14255550123" } }];
  for (const call of [() => client.createRoom({ participants: list }), () => client.addOrUpdateParticipants("99", list), () => client.removeParticipants("99", list)]) {
    const error = await call().catch((thrown) => thrown);
    assert.match(error.message, /^Invalid format for communication identifier\. \(participants\[1\] is of kind phoneNumber; the service takes communicationUser\) \((POST|PATCH) [\w/]+\)$/);
    assert.deepEqual([error.statusCode, error.code, error.details.error], [400, "BadRequest", body.error]);
  }
  const error = await client.addOrUpdateParticipants("99", [{ id: user(1) }]).catch((thrown) => thrown);
  assert.equal(error.message, `${body.error.message} (PATCH /rooms/99/participants)`);
});
