// Stand-ins for fetch, signals and credentials, and the JavaScript that only JavaScript can say.

const ROOM = {
  id: "99480215317774646",
  createdAt: "2025-02-19T07:29:27.7913522+00:00",
  validFrom: "2025-02-19T07:29:27.5121601+00:00",
  validUntil: "2025-08-18T07:29:27.5121601+00:00",
  pstnDialOutEnabled: false,
};

/** A fetch that remembers what it was given. `answer(url, init, count)` decides. */
function remembering(answer) {
  const sent = [];
  const fetch = (url, init) => {
    sent.push({ url, ...init });
    return answer(url, init, sent.length);
  };
  fetch.sent = sent;
  return fetch;
}

const json = (value, status = 200, headers = {}) => new Response(JSON.stringify(value), { status, headers });

export const fakes = {
  room: () => remembering(async (_url, init) => json(ROOM, init.method === "POST" ? 201 : 200)),
  deleted: () => remembering(async () => new Response(null, { status: 204 })),
  failing_first: () =>
    remembering(async (_url, init, count) => {
      if (count === 1) throw new TypeError("network down");
      return json(ROOM, init.method === "POST" ? 201 : 200);
    }),
  not_found: () =>
    remembering(async () =>
      json({ error: { code: "NotFound", message: "No such room.", details: [{ target: "x" }] } }, 404, {
        "x-ms-error-code": "NotFound",
        "ms-cv": "abc.0",
      }),
    ),
  busy: () => remembering(async () => new Response("", { status: 503, headers: { "retry-after": "30" } })),
  pages: () =>
    remembering(async (url) => {
      const page = Number(new URL(url).searchParams.get("nextLink") ?? 0);
      const rooms = page === 1 ? [] : [{ ...ROOM, id: `9${page}0` }, { ...ROOM, id: `9${page}1` }];
      const nextLink = page < 2 ? `https://contoso.communication.azure.com/rooms?nextLink=${page + 1}&api-version=v` : undefined;
      return json({ value: rooms, nextLink });
    }),
  foreign_link: () => remembering(async () => json({ value: [], nextLink: "https://evil.example/rooms?x" })),
  participants: () =>
    remembering(async () => json({ value: [{ rawId: "8:acs:r_t_u", role: "Presenter" }, { rawId: "4:+1" }] })),
  never: () => remembering(() => new Promise(() => {})),
  slow_body: () => remembering(async () => ({ status: 200, headers: new Headers(), text: () => new Promise(() => {}) })),
  throws_text: () =>
    remembering(() => {
      throw "no network";
    }),
  rejects_nothing: () => remembering(() => Promise.reject(undefined)),
  gives_nothing: () => remembering(async () => undefined),
  gives_object: () => remembering(async () => ({ ok: true })),
  gives_text_that_throws: () =>
    remembering(async () => ({
      status: 200,
      text() {
        throw new Error("stream locked");
      },
    })),
  html: () => remembering(async () => new Response("<html>", { status: 200 })),
};

export const fake = (name) => fakes[name]();
export const sent = (fetch) => fetch.sent.length;
export const sent_at = (fetch, index) => fetch.sent[index];

/** What became of a promise, or of a function that throws: "Name: message", or the value. */
export const error_of = async (promise) => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("must be refused");
};

export const collect = async (pager) => {
  const items = [];
  for await (const item of pager) items.push(item);
  return items;
};

export const first_page = async (pager, settings) => {
  const { value, done } = await pager.byPage(settings).next();
  return done ? undefined : value;
};

export const evaluate = (source) => new Function(`return (${source})`)();
export const after = (ms, act) => setTimeout(act, ms);

/** A signal that counts its listeners. */
export const counting_signal = () => {
  const target = new EventTarget();
  const signal = { aborted: false, listeners: 0 };
  signal.addEventListener = (...args) => (signal.listeners++, target.addEventListener(...args));
  signal.removeEventListener = (...args) => (signal.listeners--, target.removeEventListener(...args));
  return signal;
};
