// Prints how many calls of a kind a second of processor time is enough for, 50 at a time, against an emulator:
// `node load.mjs <subject> <connection string> <calls>`.

const [, , subject, connectionString, count] = process.argv;
const modules = { ours: "acs-rooms", "ours, nodeFetch": "acs-rooms", "official browser": "./official-browser.mjs", "official Node": "@azure/communication-rooms" };
const { RoomsClient } = await import(modules[subject]);
const options = { allowInsecureConnection: true };
if (subject === "ours, nodeFetch") options.fetch = (await import("acs-rooms/node")).nodeFetch();
const client = new RoomsClient(connectionString, options);
const AT_ONCE = 50;

async function calls(count, call) {
  let left = count;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (left > 0) {
      left -= 1;
      await call();
    }
  }));
}

const { id } = await client.createRoom();
async function get() {
  const room = await client.getRoom(id);
  if (room.id !== id) throw new Error(`another room: ${room.id}`);
}
await calls(count / 4, get);
const before = process.cpuUsage();
const begin = performance.now();
await calls(Number(count), get);
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ perCpuSecond: count / ((user + system) / 1e6), perSecond: count / ((performance.now() - begin) / 1e3) }));
await client.deleteRoom(id);
process.exit();
