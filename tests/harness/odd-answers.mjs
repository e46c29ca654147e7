// A server whose answers are told by the id of the room, for what is told of refusals.

const ROOM = { id: "99480215317774646", createdAt: "2025-02-19T07:29:27Z", validFrom: "2025-02-19T07:29:27Z", validUntil: "2025-08-18T07:29:27Z", pstnDialOutEnabled: false };
const MALFORMED = "The request could not be understood by the server due to malformed syntax.";
const error = (code, message, more) => JSON.stringify({ error: { code, message, ...more } });
const entry = { code: "InvalidInput", message: "The time range is incorrect, or larger than 180 days.", target: "ValidUntil" };
const html = { "content-type": "text/html" };

/** Status, body and headers beside the usual ones, by name. */
export const ANSWERS = {
  entries: [400, error("BadRequest", MALFORMED, { details: [entry] })],
  gateway: [403, JSON.stringify({ code: "OutOfQuota", message: "Out of call volume quota." })],
  odd: [400, '{"error":"odd"}'],
  denied: [401, error("Denied", "Denied by the resource provider.")],
  page: [403, "<html>no</html>", html],
  unknown: [404, error("NotFound", "The server cannot find the requested resource."), { "x-ms-error-code": "NotFound" }],
  header: [409, "", { "x-ms-error-code": "Conflict" }],
  inner: [412, error("PreconditionFailed", "No.", { innererror: { code: "Inner", message: "Within." } })],
  throttled: [429, error("TooManyRequests", "Slow down."), { "retry-after": "3600" }],
  broken: [500, error("InternalServerError", "Broken.")],
  empty: [503, ""],
  liar: [502, "<html>bad gateway</html>"],
  garbled: [200, "<html>sign in</html>"],
  created: [202, JSON.stringify(ROOM)],
  nothing: [200, ""],
  timeless: [200, JSON.stringify({ id: ROOM.id, newField: 1 })],
  newer: [200, JSON.stringify({ ...ROOM, newField: 1 })],
  listless: [200, "{}"],
  moved: [302, "", { location: "/rooms/unknown?api-version=2025-03-13" }],
};

/** The request listener of a Node server. A room that is `late` is never answered. */
export function answerOddly(request, response) {
  request.resume();
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  const name = pathname.split("/")[2] ?? searchParams.get("api-version");
  if (name === "late") return;
  const [status, body, headers] = ANSWERS[name] ?? ANSWERS.unknown;
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "ms-cv": "abc.0", ...headers }).end(body);
}
