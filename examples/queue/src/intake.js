// Queues takes 100 messages at once, of 256 kB together: a character of JSON is three bytes at most.
const MOST_MESSAGES = 100;
const MOST_CHARACTERS = 80_000;

const hash = async (text) => String(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));

/** `POST` with a list of meetings, from a program that has the token: each becomes a message. */
export async function takeIn(request, env) {
  // Hashes are compared, so that the time it takes tells nothing.
  const isKnown = env.INTAKE_TOKEN && (await hash(request.headers.get("authorization"))) === (await hash(`Bearer ${env.INTAKE_TOKEN}`));
  if (!isKnown) return new Response("who are you?\n", { status: 401 });
  const meetings = await request.json().catch(() => undefined);
  if (request.method !== "POST" || !Array.isArray(meetings)) return new Response("POST a list of meetings\n", { status: 400 });
  let taken = 0;
  try {
    for (const batch of batches(meetings)) {
      await env.MEETINGS.sendBatch(batch.map((body) => ({ body, contentType: "json" })));
      taken += batch.length;
    }
  } catch (error) {
    // The caller repeats with the rest, since those that were taken would be taken twice.
    console.error(error);
    return Response.json({ taken }, { status: 503 });
  }
  return Response.json({ taken }, { status: 202 });
}

function* batches(meetings) {
  let batch = [];
  let characters = 0;
  for (const meeting of meetings) {
    const { length } = JSON.stringify(meeting);
    if (batch.length === MOST_MESSAGES || (batch.length > 0 && characters + length > MOST_CHARACTERS)) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(meeting);
    characters += length;
  }
  if (batch.length > 0) yield batch;
}
