// Node itself, as client-node.js.
import { createRequire } from "node:module";

const cjs = createRequire(import.meta.url)("./emulator-inline.cjs");

export const { RoomsEmulator, openBrowserJournal } = cjs;
