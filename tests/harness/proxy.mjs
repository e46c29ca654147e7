// A proxy over an emulator of its own, with everything recorded that leaves it.

import { pathToFileURL } from "node:url";
import { join } from "node:path";

/** What the package that is installed in a project offers. */
export const namesOf = (project) => import(pathToFileURL(join(project.dir, "names.mjs")));

/** Node's server with the adapter of the package that is installed in a project. */
export const serverOf = (project) => import(pathToFileURL(join(project.dir, "proxy-server.mjs")));

/**
 * @param names - what the package offers
 * @param options - of the proxy, over the defaults here; a `fetch` is called after the request was recorded
 * @returns the emulator, the proxy at `https://app.example/api`, a client behind it, the requests that were `sent` to
 *   the service and what `onError` heard
 */
export function setUp(names, { fetch, ...options } = {}) {
  const emulator = new names.RoomsEmulator();
  const sent = [];
  const errors = [];
  const resource = options.endpoint === undefined ? { connectionString: emulator.connectionString } : {};
  const proxy = names.createRoomsProxy({
    ...resource,
    basePath: "/api",
    authorize: () => true,
    onError: (error) => errors.push(error),
    ...options,
    fetch: (url, init) => {
      sent.push({ url, ...init });
      return (fetch ?? emulator.fetch)(url, init);
    },
  });
  const client = names.RoomsClient.throughProxy("https://app.example/api", {
    fetch: (url, init) => proxy(new Request(url, init)),
    retryOptions: { retryDelayInMs: 1 },
  });
  return { emulator, proxy, client, sent, errors };
}

export const VERSION = "api-version=2025-03-13";

/** A request for the proxy. */
export const ask = (path, init) => new Request(`https://app.example/api${path}`, init);

/** The error that a promise rejects with. */
export async function rejectionOf(promise) {
  const [{ status, reason }] = await Promise.allSettled([promise]);
  if (status === "fulfilled") throw new Error("it did not reject");
  return reason;
}
