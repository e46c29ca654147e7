// Lengthens the rooms that end soon.
"use strict";

const { parseArgs } = require("node:util");
const { RoomsClient } = require("acs-rooms");

const DAY = 24 * 60 * 60 * 1000;
/** The longest time that the service lets a room last, in days. */
const LONGEST = 180;

function readOptions() {
  const { values } = parseArgs({
    options: {
      within: { type: "string", default: "7" },
      by: { type: "string", default: "30" },
      "dry-run": { type: "boolean", default: false },
    },
  });
  const [within, by] = [Number(values.within), Number(values.by)];
  if (!(within > 0 && by > 0 && within + by <= LONGEST)) {
    throw new RangeError(`--within and --by are numbers of days, more than 0 and ${LONGEST} at most together`);
  }
  return { within: within * DAY, by: by * DAY, isDryRun: values["dry-run"] };
}

/** A room lasts 180 days at most, so one that began long ago begins anew. */
function lengthened({ validFrom, validUntil }, by, now) {
  const until = new Date(validUntil.getTime() + by);
  return { validFrom: until - validFrom > LONGEST * DAY ? now : validFrom, validUntil: until };
}

async function main() {
  const { within, by, isDryRun } = readOptions();
  if (!process.env.ACS_CONNECTION_STRING) throw new Error("set ACS_CONNECTION_STRING");
  const rooms = new RoomsClient(process.env.ACS_CONNECTION_STRING);
  const now = new Date();
  let failures = 0;
  for await (const room of rooms.listRooms()) {
    if (room.validUntil - now > within) continue;
    const change = lengthened(room, by, now);
    try {
      if (!isDryRun) await rooms.updateRoom(room.id, change);
      console.log(`${room.id}: ${room.validUntil.toISOString()} -> ${change.validUntil.toISOString()}`);
    } catch (error) {
      // One room that was deleted meanwhile is no reason to leave the others as they are.
      failures += 1;
      console.error(`${room.id}: ${error.message}`);
    }
  }
  if (failures > 0) throw new Error(`${failures} rooms were not lengthened`);
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
