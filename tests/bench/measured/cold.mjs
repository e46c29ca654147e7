// Prints the milliseconds from the start of the program to the first request: `node cold.mjs <specifier> [--require]`.

const [, , specifier, how] = process.argv;
const begin = performance.now();
const { createRequire } = await import("node:module");
const { RoomsClient } = how === "--require" ? createRequire(import.meta.url)(specifier) : await import(specifier);

const first = new Promise((resolve) => {
  const sent = (headers) => resolve({ ms: performance.now() - begin, authorization: headers.authorization });
  globalThis.fetch = (url, init) => sent(init.headers);
  // The official Node build has node:http below it.
  const httpClient = { sendRequest: (request) => sent(request.headers.toJSON()) };
  const client = new RoomsClient("endpoint=https://contoso.communication.azure.com/;accesskey=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", { httpClient });
  client.getRoom("99480215317774646").catch(() => {});
});
const { ms, authorization } = await first;
if (!authorization?.startsWith("HMAC-SHA256 ")) throw new Error(`not signed: ${authorization}`);
console.log(ms);
process.exit();
