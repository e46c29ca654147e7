// Secrets are hidden in values that came from outside, and nowhere else: not in the names, numbers and punctuation of the
// client's own JSON, nor in what a proxy passes on.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { all } from "../cases/check.mjs";
import { makeProject } from "../harness/project.mjs";
import { namesOf, rejectionOf } from "../harness/proxy.mjs";

let project;
let names;
before(async () => {
  project = makeProject(new URL("./fixtures", import.meta.url));
  names = await namesOf(project);
});
after(() => project?.remove());

const ENDPOINT = "https://contoso.communication.azure.com";
const times = { createdAt: "2025-02-19T07:29:27+00:00", validFrom: "2025-02-19T07:29:27+00:00", validUntil: "2025-08-18T07:29:27+00:00" };
const room = (id) => ({ id, ...times, pstnDialOutEnabled: false });
const NEXT_LINK = `${ENDPOINT}/rooms?nextLink=bmV4dA==&api-version=2025-03-13`;
const REFUSED = {
  error: { code: "BadRequest", message: "No 1, no 4: \"t\".", details: [{ target: "ValidUntil", message: "t" }], innererror: { n: 1234567890 } },
};

/** A service that answers in the API's words, and never by chance. */
function service() {
  let unavailable = true;
  return async (url, { method }) => {
    const headers = { "ms-cv": "t1.4", "x-ms-error-code": "t", "x-ms-request-id": "14", date: "Thu, 06 Mar 2025 20:29:42 GMT" };
    if (method === "POST" && unavailable) {
      unavailable = false;
      return Response.json(REFUSED, { status: 503, headers: { ...headers, "retry-after": "0" } });
    }
    if (method === "POST") return Response.json(room("99"), { status: 201, headers });
    if (method === "DELETE") return Response.json(REFUSED, { status: 400, headers });
    if (url.includes("/participants")) return Response.json({ value: [{ rawId: "8:acs:t_4", role: "Consumer" }] }, { headers });
    return Response.json(url.includes("bmV4dA") ? { value: [room("3")] } : { value: [room("1"), room("2")], nextLink: NEXT_LINK }, { headers });
  };
}

/** What happens with a token, through the client itself and through a proxy: results, errors, and what hooks hear. */
async function outcomes(token) {
  const credential = { getToken: async () => ({ token, expiresOnTimestamp: Infinity }) };
  const seen = [];
  const hooks = Object.fromEntries(["onRequest", "onResponse", "onRetry"].map((hook) => [hook, (event) => seen.push({ hook, event })]));
  const options = { ...hooks, fetch: service(), retryOptions: { retryDelayInMs: 0 } };
  const proxy = names.createRoomsProxy({ endpoint: ENDPOINT, credential, authorize: () => true, fetch: service(), onError: (error) => seen.push({ error }) });
  const proxied = async (url, init) => {
    const response = await proxy(new Request(url, init));
    seen.push({ status: response.status, headers: Object.fromEntries(response.headers), body: await response.clone().text() });
    return response;
  };
  for (const client of [
    new names.RoomsClient(ENDPOINT, credential, options),
    names.RoomsClient.throughProxy("https://app.example", { ...options, fetch: proxied }),
  ]) {
    const onResponse = (raw, flat, error) => seen.push({ raw, flat, error });
    seen.push({ created: await client.createRoom({ onResponse }) });
    seen.push({ listed: await all(client.listRooms({ onResponse })) });
    seen.push({ participants: await all(client.listParticipants("99", { onResponse })) });
    const error = await rejectionOf(client.deleteRoom("99", { onResponse }));
    seen.push({ error, name: error.name, message: error.message });
  }
  const text = JSON.stringify(seen, (name, value) => (name === "durationInMs" ? 0 : value));
  return text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "<id>");
}

test("a token that stands in the names, numbers or punctuation of what is written changes nothing", async () => {
  const expected = await outcomes("a-token-that-stands-nowhere");
  assert.ok(expected.length > 10_000, "little was seen");
  const inJson = new Set(expected.match(/\w+/g).filter((word) => expected.includes(`"${word}":`) || expected.includes(`"${word}\\":`)));
  for (const name of ["statusCode", "clientRequestId", "bodyAsText", "validFrom", "nextLink", "participants", "1234567890"]) {
    assert.ok(name === "participants" || name === "1234567890" || inJson.has(name), name);
    inJson.add(name);
  }
  const characters = Array.from({ length: 94 }, (_, n) => String.fromCharCode(33 + n));
  for (const token of [...characters, ...inJson, "404", "200", "null", "true", "false", "next", "seven77", '":"', "},{"]) {
    assert.equal(await outcomes(token), expected, token);
  }
});

test("a token of eight letters is hidden where the service repeats it", async () => {
  for (const token of ["eight888", "canary-token", "BadRequest"]) {
    const body = { error: { code: `x ${token}`, message: `You sent ${token}.`, [token]: token, details: [token] } };
    const headers = { "ms-cv": token, "x-ms-request-id": token, "x-ms-error-code": token };
    const fetch = async () => Response.json(body, { status: 400, headers });
    const credential = { getToken: async () => ({ token, expiresOnTimestamp: Infinity }) };
    const heard = [];
    const client = new names.RoomsClient(ENDPOINT, credential, { fetch, onResponse: (event) => heard.push(event) });
    const error = await rejectionOf(client.getRoom("99", { onResponse: (raw) => heard.push(raw) }));
    assert.equal(error.message, "You sent REDACTED. (GET /rooms/99)");
    assert.equal(error.code, "x REDACTED");
    assert.equal(error.requestId, "REDACTED");
    assert.deepEqual(error.details, { error: { code: "x REDACTED", message: "You sent REDACTED.", [token]: "REDACTED", details: ["REDACTED"] }, errorCode: "REDACTED" });
    assert.equal(heard.length, 2);
    assert.equal(heard[0].headers["ms-cv"], "REDACTED");
    assert.deepEqual(heard[1].parsedBody, JSON.parse(error.response.bodyAsText));
  }
});

test("what a platform says of a failed request has the URL without its continuation token", async () => {
  const link = "/rooms?nextLink=SECRET%2BTOKEN/of+the=list&SECRETPART&api-version=2025-03-13";
  const shown = "/rooms?nextLink=REDACTED&REDACTED&api-version=2025-03-13";
  const failures = {
    "Deno's": (url) => new TypeError(`error sending request for url (${url}): client error (Connect)`),
    "Bun's": (url) => new Error(`ZlibError fetching "${url}". For more information, pass \`verbose: true\``),
    "node-fetch's": (url) => new Error(`request to ${url} failed, reason: connect ECONNREFUSED`),
    "one in the cause": (url) => new TypeError("fetch failed", { cause: new Error(`${url} is unreachable`) }),
    "a text": (url) => `cannot ${url}`,
    "one with the path": (url) => new Error(`GET ${url.slice(ENDPOINT.length)}`),
  };
  for (const [name, failure] of Object.entries(failures)) {
    const fetch = async (url) => {
      throw failure(url);
    };
    const client = new names.RoomsClient(`endpoint=${ENDPOINT};accesskey=c2VjcmV0`, { fetch, retryOptions: { maxRetries: 0 } });
    const error = await rejectionOf(client.listRooms().byPage({ continuationToken: link }).next());
    assert.ok(error.message.includes(shown), `${name}: ${error.message}`);
    assert.ok(!/SECRET|TOKEN/.test(error.message), `${name}: ${error.message}`);
    assert.equal(error.request.url, ENDPOINT + shown);
  }
  const odd = {
    "decoded": "token SECRET+TOKEN/of+the=list",
    "cut off before the path": "?nextLink=SECRET%2BTOKEN/of+the=list",
    "in HTML": "at nextLink=SECRET%2BTOKEN&#x2F;of+the&#61;list&amp;SECRETPART",
    "in JSON": '{"url":"nextLink=SECRET%2BTOKEN\\/of+the\\u003dlist\\u0026SECRETPART"}',
  };
  for (const [name, text] of Object.entries(odd)) {
    const refusals = [
      async () => Promise.reject(new Error(text)),
      async () => new Response(text, { status: 400 }),
      async () => Response.json({ error: { code: "x", message: text } }, { status: 400, headers: { location: text } }),
    ];
    for (const fetch of refusals) {
      const client = new names.RoomsClient(`endpoint=${ENDPOINT};accesskey=c2VjcmV0`, { fetch, retryOptions: { maxRetries: 0 } });
      const error = await rejectionOf(client.listRooms().byPage({ continuationToken: link }).next());
      assert.ok(error.message.includes("REDACTED"), `${name}: ${error.message}`);
      assert.ok(!/SECRET|TOKEN/.test(JSON.stringify({ ...error, message: error.message, cause: undefined })), `${name}: ${error.message}`);
    }
  }
});

test("a proof is hidden in what a platform says, too", async () => {
  for (const spelled of [(text) => text, encodeURIComponent, (text) => text.replaceAll("+", "\\u002B").replaceAll("=", "\\u003D")]) {
    let signature;
    const fetch = async (_, init) => {
      signature = /Signature=(.*)$/.exec(init.headers.authorization)[1];
      throw new Error(`invalid header ${spelled(init.headers.authorization)}`);
    };
    const client = new names.RoomsClient(`endpoint=${ENDPOINT};accesskey=c2VjcmV0`, { fetch, retryOptions: { maxRetries: 0 } });
    const { message } = await rejectionOf(client.getRoom("99"));
    assert.match(message, /REDACTED/);
    for (const run of signature.match(/\w{4,}/g)) assert.ok(!message.includes(run), message);
  }
});
