// The lists of the Azure SDKs, which are async iterators: Rust gives their pages.

/** Adds the methods that list to a class with `page`. */
export function listsByPage({ prototype }) {
  prototype.listRooms = function (options) {
    return listOf((link) => this.page(true, undefined, link, options));
  };
  prototype.listParticipants = function (roomId, options) {
    return listOf((link) => this.page(false, roomId, link, options));
  };
}

/**
 * A list. Nothing is requested before the first `next()`. It holds the client itself and nothing of its own in the wasm,
 * which some platforms would never free.
 */
function listOf(pageAt) {
  async function* byPage(settings) {
    if (settings?.maxPageSize) throw new Error("maxPageSize is not supported by this operation.");
    // An empty one, as a missing query parameter gives, is none.
    let link = settings?.continuationToken || undefined;
    do {
      const page = await pageAt(link);
      link = page.continuationToken;
      yield page;
    } while (link !== undefined);
  }
  async function* each() {
    for await (const page of byPage()) yield* page;
  }
  const items = each();
  return {
    next: () => items.next(),
    [Symbol.asyncIterator]() {
      return this;
    },
    byPage: (settings) => byPage(settings),
  };
}
