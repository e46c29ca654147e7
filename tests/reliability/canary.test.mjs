// A recognisable key and every signature and token that leaves: none may be found in anything that a client or the
// emulator says.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { inspect } from "node:util";
import { parseConnectionString, RoomsClient } from "acs-rooms";
import { RoomsEmulator } from "acs-rooms/emulator";
import { all, sleep } from "./service.mjs";

const RAW = "canary?>~canary??>>~~key-that-nobody-may-see";
const KEY = Buffer.from(RAW).toString("base64");
const TOKEN = "eyJjYW5hcnkiOiJ0b2tlbiJ9.Y2FuYXJ5LXRva2Vu.c2lnbmF0dXJlLW9mLXRoZS1jYW5hcnk";
assert.match(KEY, /[+/].*=|=/);

/** Secrets in the forms in which one could find them. Signatures and tokens are added as they are sent. */
const needles = new Set();
function addSecret(text) {
  const bytes = Buffer.from(text);
  for (const form of [
    text,
    text.replace(/=+$/, ""),
    encodeURIComponent(text),
    text.replaceAll("/", "\\/"),
    text.replaceAll("+", "\\u002b"),
    text.replaceAll("+", "\\u002B"),
    text.replaceAll("+", "&#43;").replaceAll("/", "&#x2F;"),
    bytes.toString("hex"),
    bytes.toString("base64url"),
  ]) {
    needles.add(form);
  }
}
addSecret(RAW);
addSecret(KEY);
addSecret(TOKEN);
const decoded = Buffer.from(KEY, "base64");
needles.add(decoded.toString("hex")).add(decoded.toString("hex").toUpperCase()).add(decoded.toString("base64url"));
// As a debugger or a careless message would show bytes.
needles.add([...decoded].join(",")).add([...decoded].join(", "));

const said = [];
/** Keeps every text that one can make of a value. */
function say(where, value) {
  const texts = [];
  const tries = [
    () => String(value),
    () => JSON.stringify(value),
    () => inspect(value, { depth: 20, showHidden: true, maxStringLength: null, getters: true }),
    () => value?.stack,
    () => value?.message,
    () => inspect(structuredClone(value), { depth: 20, maxStringLength: null }),
    () => value?.toJSON?.(),
    () => Object.getOwnPropertyNames(value).map((name) => `${name}=${inspect(value[name], { depth: 20, maxStringLength: null })}`).join(),
  ];
  for (const make of tries) {
    try {
      texts.push(String(make()));
    } catch (error) {
      texts.push(String(error.message));
    }
  }
  said.push({ where, text: texts.join("\n") });
}

for (const method of ["debug", "error", "info", "log", "trace", "warn"]) {
  const original = console[method];
  console[method] = (...args) => {
    args.forEach((arg) => say(`console.${method}`, arg));
    original.apply(console, args);
  };
}
process.on("warning", (warning) => say("process warning", warning));

/** Fails if something that was said since the last time has a secret in it. It does not repeat the secret. */
function nothingFound(least) {
  const heard = said.splice(0);
  assert.ok(heard.length >= least, `only ${heard.length} things were said`);
  const leaks = heard.flatMap(({ where, text }) => {
    const at = [...needles].map((needle) => text.indexOf(needle)).find((found) => found >= 0);
    return at === undefined ? [] : [`${where} has a secret after: ${text.slice(Math.max(0, at - 60), at)}`];
  });
  assert.deepEqual(leaks, []);
}

let signatures = 0;
/** A fetch that remembers each signature and token before it sends. */
const noting = (send) => (url, init) => {
  const value = init.headers.authorization;
  if (value) {
    signatures += 1;
    addSecret(value);
    addSecret(/Signature=(.*)|Bearer (.*)/.exec(value).slice(1).find(Boolean));
  }
  return send(url, init);
};
const hooks = Object.fromEntries(["onRequest", "onResponse", "onRetry"].map((name) => [name, (event) => say(name, event)]));
const options = (send) => ({ fetch: noting(send), retryOptions: { retryDelayInMs: 1 }, ...hooks });

/** Lets every operation run; what it gives or throws is said. */
async function everything(client, where) {
  const id = "99480215317774646";
  const user = { communicationUserId: "8:acs:11111111-2222-4333-8444-555555555555_00000000-0000-4000-8000-00000000000a" };
  const calls = {
    createRoom: () => client.createRoom({ participants: [{ id: user }] }),
    updateRoom: () => client.updateRoom(id, { pstnDialOutEnabled: true }),
    getRoom: () => client.getRoom(id),
    deleteRoom: () => client.deleteRoom(id),
    listRooms: () => all(client.listRooms()),
    listParticipants: () => all(client.listParticipants(id)),
    addOrUpdateParticipants: () => client.addOrUpdateParticipants(id, [{ id: user }]),
    removeParticipants: () => client.removeParticipants(id, [user]),
    "a bad argument": () => client.getRoom("../x"),
    "a link elsewhere": () => client.listRooms().byPage({ continuationToken: "https://elsewhere.example/rooms" }).next(),
  };
  for (const [name, call] of Object.entries(calls)) {
    say(`${where}: ${name}`, await call().catch((error) => error));
  }
  say(`${where}: the client`, client);
}

test("the search finds a secret that is there", () => {
  for (const leak of [new Error(`key ${KEY}`), { headers: [["a", decoded.toString("hex")]] }, `["${TOKEN}"]`, decoded.toString()]) {
    say("a leak", leak);
    assert.throws(() => nothingFound(1), /has a secret/);
  }
});

test("constructors, and keys that cannot sign", async () => {
  const attempts = {
    "no endpoint": () => new RoomsClient(`accesskey=${KEY}`),
    "twice": () => new RoomsClient(`endpoint=https://h;accesskey=${KEY};accesskey=${KEY}`),
    "bad endpoint": () => new RoomsClient(`endpoint=ftp://h;accesskey=${KEY}`),
    "key in the endpoint's place": () => new RoomsClient(`endpoint=${KEY};accesskey=${KEY}`),
    "not base64": () => new RoomsClient(`endpoint=https://h;accesskey=${RAW}`).getRoom("99"),
    "base64 with a tail": () => new RoomsClient(`endpoint=https://h;accesskey=${KEY}x`).getRoom("99"),
    "user in the endpoint": () => new RoomsClient(`https://user:${encodeURIComponent(KEY)}@h`, { key: KEY }),
    "key as the endpoint": () => new RoomsClient(KEY, { key: KEY }),
    "key as the credential": () => new RoomsClient("https://h", KEY, {}),
    "bad key credential": () => new RoomsClient("https://h", { key: RAW }).getRoom("99"),
    "key of another type": () => new RoomsClient("https://h", { key: decoded }),
    "bad options": () => new RoomsClient("https://h", { key: KEY }, KEY),
    "http": () => new RoomsClient("http://h.example", { key: KEY }),
    "token over http": () => new RoomsClient("http://127.0.0.1", { getToken: async () => ({ token: TOKEN }) }),
    "static": () => RoomsClient.fromConnectionString(`endpoint=https://h/${KEY};accesskey=${KEY}`),
    "proxy": () => RoomsClient.throughProxy(`https://h?key=${KEY}`),
    "parse": () => parseConnectionString(`endpoint=;accesskey=${KEY}`),
  };
  for (const [name, attempt] of Object.entries(attempts)) {
    let error;
    try {
      await attempt();
    } catch (thrown) {
      error = thrown;
    }
    assert.ok(error instanceof TypeError || error instanceof RangeError, `${name}: ${error}`);
    say(`constructor: ${name}`, error);
  }
  for (const client of [new RoomsClient(`endpoint=https://h;accesskey=${KEY}`), new RoomsClient("https://h", { key: KEY })]) {
    say("a client", client);
    say("its prototype", Object.getPrototypeOf(client));
  }
  nothingFound(Object.keys(attempts).length);
});

// Servers that give the Authorization header back, in every place and spelling that one could think of.
const dotNet = (text) => JSON.stringify(text).replaceAll("+", "\\u002B").replaceAll("&", "\\u0026");
const php = (text) => JSON.stringify(text).replaceAll("/", "\\/");
const html = (text) => text.replaceAll("&", "&amp;").replaceAll("+", "&#43;").replaceAll("/", "&#x2F;");
const echoes = {
  "as text": (auth) => [400, {}, `you sent ${auth}`],
  "in an error": (auth) => [400, {}, JSON.stringify({ error: { code: auth, message: `bad ${auth}`, details: [{ target: auth, message: auth }] } })],
  "as .NET writes JSON": (auth) => [401, {}, `{"error":{"code":"x","message":${dotNet(auth)}},"request":{"headers":[${dotNet(auth)}]}}`],
  "as PHP writes JSON": (auth) => [500, {}, `{"error":{"message":${php(auth)},"innererror":{"a":{"b":${php(auth)}}}}}`],
  "as a page": (auth) => [502, { "content-type": "text/html" }, `<pre>Authorization: ${auth}</pre>`],
  "as a page, escaped": (auth) => [502, { "content-type": "text/html" }, `<pre>Authorization: ${html(auth)}</pre>`],
  "in headers": (auth) => [503, { "x-ms-request-id": auth, "ms-cv": auth, "x-ms-error-code": auth, location: `/?${auth}`, "x-echo": auth }, ""],
  "in a success": (auth) => [200, {}, JSON.stringify({ id: auth, value: auth })],
  "in another success": (auth) => [202, {}, auth],
  "percent-encoded": (auth) => [403, { location: `/login?from=${encodeURIComponent(auth)}` }, encodeURIComponent(auth)],
  "in the challenge": (auth) => [401, { "www-authenticate": `HMAC-SHA256 got="${auth}"` }, ""],
};
let server;
let origin;
let echo;
before(async () => {
  server = createServer((request, response) => {
    const [status, headers, body] = echoes[echo](request.headers.authorization ?? "");
    request.resume();
    response.writeHead(status, headers).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${server.address().port}`;
});
after(() => server?.close());

for (const name of Object.keys(echoes)) {
  test(`a server that gives the header back ${name}`, async () => {
    echo = name;
    await everything(new RoomsClient(origin, { key: KEY }, options(fetch)), `key, ${name}`);
    // Tokens go over https only: the request is led to the same server.
    const detour = (url, init) => fetch(url.replace("https://contoso.example", origin), init);
    const credential = { getToken: async () => ({ token: TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 }) };
    await everything(new RoomsClient("https://contoso.example", credential, options(detour)), `token, ${name}`);
    nothingFound(30);
  });
}

test("no answer, and fetches that fail oddly", async () => {
  const failures = [
    async () => Promise.reject(new TypeError("fetch failed")),
    () => {
      throw "text";
    },
    async () => undefined,
    async () => ({ status: 200 }),
    async () => Promise.reject(null),
  ];
  for (const failure of failures) await everything(new RoomsClient("https://h.example", { key: KEY }, options(failure)), "no answer");
  const closed = "http://127.0.0.1:1";
  await everything(new RoomsClient(closed, { key: KEY }, options(fetch)), "connection refused");
  nothingFound(60);
});

test("aborts and time limits", async () => {
  const never = () => new Promise(() => {});
  const client = new RoomsClient("https://h.example", { key: KEY }, { ...options(never), requestTimeoutInMs: 20 });
  await everything(client, "time is up");
  nothingFound(10);
});

test("credentials that fail", async () => {
  const credentials = {
    "a key that went bad": () => ({ reads: 0, get key() { return (this.reads += 1) > 2 ? RAW : KEY; } }),
    "a key that throws": () => ({ reads: 0, get key() { if ((this.reads += 1) > 2) throw new Error("vault"); return KEY; } }),
    "no token": () => ({ getToken: async () => null }),
    "half a token": () => ({ getToken: async () => ({ token: TOKEN }) }),
    "a token with a line break": () => ({ getToken: async () => ({ token: `${TOKEN}\n`, expiresOnTimestamp: Date.now() + 3_600_000 }) }),
  };
  for (const [name, make] of Object.entries(credentials)) {
    await everything(new RoomsClient("https://127.0.0.1:1", make(), options(fetch)), name);
  }
  nothingFound(40);
});

test("the emulator in the process, with a key of one's own", async () => {
  const emulator = new RoomsEmulator({ primaryKey: KEY });
  const client = new RoomsClient(emulator.connectionString, options(emulator.fetch));
  for (const kind of ["status", "unauthorized", "htmlPage", "resetAfterCommit", "truncatedBody", "invalidJson", "skewedDate"]) {
    emulator.injectFault({ kind, count: 2 });
    await everything(client, kind);
    emulator.clearFaults();
  }
  const wrong = new RoomsClient(emulator.connectionString.replace(/accesskey=.*/, `accesskey=${Buffer.from(`${RAW}!`).toString("base64")}`), options(emulator.fetch));
  await everything(wrong, "another key");
  say("the emulator's requests", emulator.requests());
  for (const bad of [{ primaryKey: RAW }, { secondaryKey: `${KEY}x` }, { primaryKey: decoded }]) {
    assert.throws(() => new RoomsEmulator(bad), (error) => say("emulator constructor", error) ?? true);
  }
  nothingFound(80);
});

test("the emulator's program, its lines and its log", async () => {
  const child = spawn(process.execPath, [join(process.env.PROJECT, "node_modules/acs-rooms/bin/acs-rooms.js"), "emulator", "--port", "0", "--control"]);
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  try {
    while (!/^connection string: .*$/m.test(output)) {
      assert.equal(child.exitCode, null, output);
      await sleep(20);
    }
    const [, endpoint] = /endpoint=([^;]*)/.exec(output);
    await everything(new RoomsClient(endpoint, { key: KEY }, options(fetch)), "the program");
    const token = { headers: { authorization: `Bearer ${TOKEN}` } };
    await (await fetch(`${endpoint}rooms?api-version=2025-03-13`, token)).text();
    say("the program's requests", await (await fetch(`${endpoint}_emulator/requests`)).json());
  } finally {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
  assert.match(output, /GET \/rooms 401/);
  say("the program's output", output);
  nothingFound(20);
  console.log(`${signatures} signatures and tokens were sent, ${needles.size} texts searched for`);
  assert.ok(signatures > 300);
});
