// Journals may take their time. What they return is joined here, so that one promise stands for all of it.

/** Resolves when both are kept; `before` itself when the result is no promise. */
export function joined(before, result) {
  if (typeof result?.then !== "function") return before;
  // Its value is nothing: that of `Promise.all` would hold those of all promises before.
  const all = Promise.all([before, result]).then(() => {});
  // Every answer awaits it and tells the failure; until the first asks, nobody does.
  all.catch(() => {});
  return all;
}

/** The lines as one text: a hundred thousand of them cross into wasm at once. Or the index of the first that is no line. */
export function oneText(lines) {
  const wrong = lines.findIndex((line) => typeof line !== "string" || line.includes("\n"));
  return wrong < 0 ? lines.join("\n") : wrong;
}
