// Prints the milliseconds, and those of processor time, from the start of the program to the first request: `node cold.mjs <specifier> [--require]`.

const [, , specifier, how] = process.argv;
const begin = performance.now();
const cpuBegin = process.cpuUsage();
const { createRequire } = await import("node:module");
const { RoomsClient } = how === "--require" ? createRequire(import.meta.url)(specifier) : await import(specifier);

const first = new Promise((resolve) => {
  const sent = ({ authorization }) => {
    const { user, system } = process.cpuUsage(cpuBegin);
    resolve({ ms: performance.now() - begin, cpuMs: (user + system) / 1000, authorization });
  };
  globalThis.fetch = (url, init) => sent(init.headers);
  // The official Node build has node:http below it; ours takes no such thing.
  const httpClient = "throughProxy" in RoomsClient ? undefined : { sendRequest: (request) => sent(request.headers.toJSON()) };
  const client = new RoomsClient("endpoint=https://contoso.communication.azure.com/;accesskey=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", { httpClient });
  client.getRoom("99480215317774646").catch(() => {});
});
const { authorization, ...times } = await first;
if (!authorization?.startsWith("HMAC-SHA256 ")) throw new Error(`not signed: ${authorization}`);
console.log(JSON.stringify(times));
process.exit();
