// Asking the service. What fails here, and nowhere else, is the service's: 502 and 504. What the credential throws
// meanwhile is the proxy's own trouble, whatever it looks like.

import { abandoned, failed, Refusal } from "./proxy-refusal.js";

/** A credential that does as the given one, and `threw`, which tells whether an error came out of it. */
export function watched(credential) {
  const thrown = new WeakSet();
  const remembered = (error) => {
    const kept = Object(error) === error ? error : new Error("the credential failed", { cause: error });
    thrown.add(kept);
    return kept;
  };
  const threw = (error) => thrown.has(error) || thrown.has(error?.cause);
  // What is no credential stays what it is, to be refused.
  if ("key" in Object(credential)) return { credential: watchedKey(credential, remembered), threw };
  return { credential: credential?.getToken == null ? credential : watchedToken(credential, remembered), threw };
}

function watchedKey(credential, remembered) {
  return {
    get key() {
      try {
        return credential.key;
      } catch (error) {
        throw remembered(error);
      }
    },
  };
}

function watchedToken(credential, remembered) {
  return {
    async getToken(...given) {
      try {
        return await credential.getToken(...given);
      } catch (error) {
        throw remembered(error);
      }
    },
  };
}

/**
 * The service's answer, whatever its status, as the client tells of it: `{ status, headers, bodyAsText, request }`.
 * Rejects with a Refusal when there is none.
 */
export async function send({ client, threw }, relayed, customHeaders, abortSignal) {
  let upstream;
  const onResponse = (response) => {
    upstream = response;
  };
  try {
    await client.relay(relayed, { abortSignal, requestOptions: { customHeaders }, onResponse });
    return upstream;
  } catch (error) {
    if (abortSignal?.aborted) throw abandoned();
    if (threw(error)) throw failed(error);
    if (error?.response !== undefined) return { ...error.response, request: error.request };
    if (error?.name === "AbortError") throw new Refusal(504, "UpstreamTimeout", "The service did not answer in time.", { cause: error });
    if (error?.name === "RestError") throw new Refusal(502, "UpstreamUnreachable", "The service cannot be reached.", { cause: error });
    throw failed(error);
  }
}
