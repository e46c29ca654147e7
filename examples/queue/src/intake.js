/** Most messages that a queue takes at once. */
const AT_ONCE = 100;

const hash = async (text) => String(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));

/** `POST` with a list of meetings, from a program that has the token: each becomes a message. */
export async function takeIn(request, env) {
  // Hashes are compared, so that the time it takes tells nothing.
  const isKnown = env.INTAKE_TOKEN && (await hash(request.headers.get("authorization"))) === (await hash(`Bearer ${env.INTAKE_TOKEN}`));
  if (!isKnown) return new Response("who are you?\n", { status: 401 });
  const meetings = await request.json().catch(() => undefined);
  if (request.method !== "POST" || !Array.isArray(meetings)) return new Response("POST a list of meetings\n", { status: 400 });
  for (let n = 0; n < meetings.length; n += AT_ONCE) {
    await env.MEETINGS.sendBatch(meetings.slice(n, n + AT_ONCE).map((body) => ({ body, contentType: "json" })));
  }
  return new Response(`${meetings.length} meetings taken\n`, { status: 202 });
}
