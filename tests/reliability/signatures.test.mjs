// Signatures of the package against published answers and against an independent signer in Python.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { RoomsClient } from "acs-rooms";
import { all, seeded } from "./service.mjs";

const PREFIX = "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=";
const EMPTY = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
const ROOM = { id: "99480215317774646", createdAt: "2025-02-19T07:29:27Z", validFrom: "2025-02-19T07:29:27Z", validUntil: "2025-08-18T07:29:27Z" };
const STATUS = { POST: 201, DELETE: 204 };

/** A fetch that keeps what it is asked to send, and answers with a success. */
function recorder() {
  const sent = [];
  const answer = async (url, init) => {
    sent.push({ url, method: init.method, headers: init.headers, body: init.body ?? "" });
    const body = { ...ROOM, value: [] };
    return new Response(init.method === "DELETE" ? null : JSON.stringify(body), { status: STATUS[init.method] ?? 200 });
  };
  return { sent, answer };
}

/** Runs with the clock standing at a time. */
async function at(time, action) {
  const { now } = Date;
  Date.now = () => Date.parse(time);
  try {
    return await action();
  } finally {
    Date.now = now;
  }
}

// Azure's own tests of the scheme: Python test_hmac.py, JavaScript communicationKeyCredentialPolicy.spec.ts and .NET
// HMACAuthenticationPolicyTests. Their paths are no rooms, so they are signed as what a proxy has checked is. Their
// answers for bare texts and hashes are in the native tests.
test("published answers for requests", async () => {
  const contoso = "contoso.communicationservices.azure.com";
  const published = [
    [contoso, "/", "88MDmJhUR3m5QhFxb8ztShsSwlGrg7g/6XPnWf7QEO4="],
    [contoso, "/testPath", "RoCrHjw7fb9fpHSbqvRUY2xa8RBS0YvI1cxI1x8AS38="],
    [contoso, "/testPath?testQuery=yes", "il99+rd6V5O136roX/zVePCNle78HmvC4B7tu9zRH3I="],
    ["example.com", "/testPath?testQuery=test", "DGdgwggJWnQyc6EHjR/Vbqg1ES64KpD6U2XwTDDj3tU="],
    ["example.com", "/testPath", "+6tWkg3lNKVjQHHmxkdGQcJjUgzclsWTMebnuCz1ngU="],
  ];
  for (const [host, path, signature] of published) {
    const { sent, answer } = recorder();
    const client = new RoomsClient(`endpoint=https://${host};accesskey=pw==`, { fetch: answer });
    await at("2022-04-13T18:09:12Z", () => client.relay({ method: "GET", path }));
    assert.equal(sent[0].url, `https://${host}${path}`);
    assert.equal(sent[0].headers["x-ms-date"], "Wed, 13 Apr 2022 18:09:12 GMT");
    assert.equal(sent[0].headers["x-ms-content-sha256"], EMPTY);
    assert.equal(sent[0].headers.authorization, PREFIX + signature, host + path);
  }
});

// Captured from @azure/communication-rooms 1.2.0 and azure-communication-rooms 1.2.0 with the key "0123…cdef".
test("what the official clients send for the operations", async () => {
  const user = (name) => ({ communicationUserId: `8:acs:${name}` });
  const id = "99439012481361168";
  const captured = {
    "list rooms": [(c) => all(c.listRooms()), EMPTY, "vbVA75SgnmapS7B3fGGlxk2SUL4CuPUgCClnRT1pxuc="],
    "get room": [(c) => c.getRoom(id), EMPTY, "Wb34ryVpojGheKSkE1zVCwDyKW6GmXFyYZZpa1gRzEs="],
    create: [
      (c) =>
        c.createRoom({
          validFrom: new Date("2025-04-01T00:00:00.500Z"),
          validUntil: new Date("2025-05-01T00:00:00.000Z"),
          pstnDialOutEnabled: true,
          participants: [{ id: user("a_b"), role: "Presenter" }, { id: user("a_c"), role: "Consumer" }],
        }),
      "06o2CsBe7+q88Q7VRObqI4NDYLzgJJkC3isRgn3UA1Q=",
      "IWqCWP664/azIoQ1KWymLocI0II+5HBTmN1J2s75F/g=",
    ],
    "create, nothing given": [(c) => c.createRoom(), "vhXrIgThnry4Vy9lrHrKsAYqKYXb+KwOlgiPVnEdBio=", "Wmfh9Jdn5o3r8zcG5XlthLyCl+BkshwyRFp2sh5jM8Q="],
    update: [(c) => c.updateRoom(id, {}), "RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=", "3pG7MfqSH6f/G0dB+MJrAN+x4yNoB1lO/RVZWie5Jyc="],
    "remove participants": [
      (c) =>
        c.removeParticipants(id, [
          user("a_b"),
          { phoneNumber: "+14255550123" },
          { microsoftTeamsUserId: "45ab2481-1c1c-4005-be24-0ffb879b1130" },
        ]),
      "/tl8TPr+Nu0IEoDXNI3DwIGCrnRKFPFPL3triqQzTDE=",
      "G3DYIL7il3CVbKe2NXYYgC8+guCbCpndDR4QoSJasE4=",
    ],
    "delete room": [(c) => c.deleteRoom(id), EMPTY, "UHVLHnjSvUFjMopP3Kq4HZ8CNHQvUdzt9Ba7ERxi/Mg="],
  };
  for (const [name, [call, hash, signature]] of Object.entries(captured)) {
    const { sent, answer } = recorder();
    const connectionString = "endpoint=https://contoso.communication.azure.com/;accesskey=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    await at("2025-03-06T20:29:42.999Z", () => call(new RoomsClient(connectionString, { fetch: answer })));
    assert.equal(sent[0].headers["x-ms-content-sha256"], hash, `hash of ${name}: ${sent[0].body}`);
    assert.equal(sent[0].headers.authorization, PREFIX + signature, `signature of ${name}`);
  }
});

const REQUESTS = 10_000;
test(`${REQUESTS} random requests agree with an independent signer`, async () => {
  const random = seeded(20250313);
  const below = (n) => Math.floor(random() * n);
  const pick = (list) => list[below(list.length)];
  const ALPHABETS = ["abcXYZ019-_.~", "é😀漢字ñ‮ ", " \"'<>`{}^|&+=,;:@!$()*[]", "abc def"];
  const text = (length) => Array.from({ length: 1 + below(length) }, () => pick([...pick(ALPHABETS)])).join("");
  const HOSTS = ["contoso.communication.azure.com", "Contoso.Communication.Azure.COM", "127.0.0.1", "[::1]", "[2001:db8::7]", "[2001:DB8:0:0::1]", "my_host-1.example", "host."];
  const PORTS = ["", "", ":443", ":80", ":7080", ":65535", ":1", ":00443"];
  const key = () => Buffer.from(Array.from({ length: 1 + below(130) }, () => below(256))).toString("base64");
  // Whoever has no dot, slash or percent in it, and no blank at its ends, can be a room.
  const roomId = () => text(24).replace(/\.\.+|^\.$|[/\\?#%]|^ +| +$/g, "x");
  const identifier = () =>
    pick([
      () => ({ communicationUserId: `8:acs:${text(30)}` }),
      () => ({ phoneNumber: `+${below(1e9)}` }),
      () => ({ microsoftTeamsUserId: text(30), cloud: pick(["public", "dod", "gcch"]) }),
      () => ({ id: text(200) }),
    ])();
  const participants = () => Array.from({ length: below(5) }, (_, n) => ({ id: { id: `${n} ${text(40)}` }, role: pick(["Presenter", "Attendee", "Consumer", undefined]) }));
  const date = () => new Date(below(2 ** 41));
  const link = (path) => `${path}?nextLink=${text(300).replace(/[#\\]/g, "x")}&api-version=2025-03-13`;
  const encoded = (id) => encodeURIComponent(id).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
  const participantsOf = (c, id, hasLink) =>
    c.listParticipants(id).byPage(hasLink ? { continuationToken: link(`/rooms/${encoded(id)}/participants`) } : undefined).next();
  const operations = {
    createRoom: (c) => c.createRoom({ validFrom: date(), validUntil: date(), pstnDialOutEnabled: random() < 0.5, participants: participants() }),
    updateRoom: (c) => c.updateRoom(roomId(), { validFrom: date(), validUntil: date() }),
    getRoom: (c) => c.getRoom(roomId()),
    deleteRoom: (c) => c.deleteRoom(roomId()),
    listRooms: (c) => c.listRooms().byPage(random() < 0.5 ? { continuationToken: link("/rooms") } : undefined).next(),
    listParticipants: (c) => participantsOf(c, roomId(), random() < 0.3),
    addOrUpdateParticipants: (c) => c.addOrUpdateParticipants(roomId(), participants()),
    removeParticipants: (c) => c.removeParticipants(roomId(), [identifier(), identifier()]),
  };
  const lines = [];
  const signed = [];
  const made = {};
  while (signed.length < REQUESTS) {
    const { sent, answer } = recorder();
    const accessKey = key();
    const endpoint = `${pick(["https", "http"])}://${pick(HOSTS)}${pick(PORTS)}`;
    const client = new RoomsClient(`endpoint=${endpoint};accesskey=${accessKey}`, { fetch: answer, allowInsecureConnection: true });
    const name = pick(Object.keys(operations));
    await at(new Date(below(2 ** 42)).toISOString(), () => operations[name](client));
    client.free();
    assert.equal(sent.length, 1, name);
    const [{ url, method, headers, body }] = sent;
    // What fetch makes of the URL is what the service sees.
    assert.equal(new URL(url).href, url);
    lines.push(JSON.stringify({ url, method, body, key: accessKey, date: headers["x-ms-date"] }));
    signed.push([headers["x-ms-content-sha256"], headers.authorization]);
    made[name] = (made[name] ?? 0) + 1;
  }
  const signer = fileURLToPath(new URL("../signer/signer.py", import.meta.url));
  const output = execFileSync("python3", [signer], { input: lines.join("\n"), encoding: "utf8", maxBuffer: 1 << 26 });
  const expected = output.trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(expected.length, REQUESTS);
  const differing = signed.flatMap((pair, n) => (JSON.stringify(pair) === JSON.stringify(expected[n]) ? [] : [lines[n]]));
  console.log(`${REQUESTS} requests, ${differing.length} differences; ${JSON.stringify(made)}`);
  assert.deepEqual(differing.slice(0, 3), []);
  assert.equal(Object.keys(made).length, 8);
});
