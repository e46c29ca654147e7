// Rows that run the suite in several places say with each result where it is from.

/** Results with the place before their names. */
export const placed = (place, results) => results.map(({ name, error }) => ({ name: place + name, error }));
