// Everything that is measured, behind the same methods and over the same global fetch.

import { CONNECTION_STRING, ENDPOINT, ROOM_ID } from "./stub.mjs";

/** The official Node build sends with node:https; this sends with fetch instead, and does less than its own code there. */
async function overFetch() {
  const { createHttpHeaders } = await import("@azure/core-rest-pipeline");
  return {
    async sendRequest(request) {
      const { method, body } = request;
      const response = await fetch(request.url, { method, headers: request.headers.toJSON(), body });
      const headers = createHttpHeaders(Object.fromEntries(response.headers));
      return { request, status: response.status, headers, bodyAsText: await response.text() };
    },
  };
}

const url = `${ENDPOINT}/rooms/${ROOM_ID}?api-version=2025-03-13`;
const bare = async (method) => (await fetch(url, { method })).text();

export const makers = {
  ours: async (options) => new (await import("acs-rooms")).RoomsClient(CONNECTION_STRING, options),
  "official browser": async () => new (await import("./official-browser.mjs")).RoomsClient(CONNECTION_STRING),
  "official Node, over fetch": async () => new (await import("@azure/communication-rooms")).RoomsClient(CONNECTION_STRING, { httpClient: await overFetch() }),
  /** As it is, over a stub of what it sends with. */
  async "official Node"() {
    (await import("./stub-https.mjs")).useStubHttps();
    return new (await import("@azure/communication-rooms")).RoomsClient(CONNECTION_STRING);
  },
  "hand, node:crypto": async () => (await import("./hand.mjs")).withNodeCrypto(),
  "hand, WebCrypto": async () => (await import("./hand.mjs")).withWebCrypto(),
  /** The fetch alone, and the text of its answer: what all others have, too. */
  stub: () => ({ getRoom: () => bare("GET"), updateRoom: () => bare("PATCH"), createRoom: () => bare("POST") }),
  async "stub, node:https"() {
    const { bareHttps, useStubHttps } = await import("./stub-https.mjs");
    useStubHttps();
    const get = () => bareHttps(url, "GET");
    return { getRoom: get, updateRoom: get, createRoom: () => bareHttps(url, "POST") };
  },
};

const user = (n) => ({ communicationUserId: `8:acs:11111111-2222-4333-8444-555555555555_66666666-7777-4888-9999-${String(n).padStart(12, "0")}` });
const participants = (count) => Array.from({ length: count }, (_, n) => ({ id: user(n), role: n % 2 ? "Attendee" : "Presenter" }));

const validity = { validFrom: new Date("2026-02-19T07:29:27Z"), validUntil: new Date("2026-08-18T07:29:27Z") };
const two = { ...validity, participants: participants(2) };
const many = { ...validity, participants: participants(350) };

/** One call each, and how many of them make a round: few milliseconds, so that some rounds are not interrupted. */
export const operations = {
  get: { perRound: 200, call: (client) => client.getRoom(ROOM_ID) },
  "create, 2 participants": { perRound: 100, call: (client) => client.createRoom(two) },
  "create, 350 participants": { perRound: 8, call: (client) => client.createRoom(many) },
  update: { perRound: 100, call: (client) => client.updateRoom(ROOM_ID, validity) },
};
