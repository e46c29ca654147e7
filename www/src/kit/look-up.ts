/**
 * The entry of a key that came from outside: a file, the service, the storage, the keyboard. Only what was written into
 * the record counts, so `constructor` and `__proto__` are no entries.
 */
export function lookUp<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
