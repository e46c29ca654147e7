// Node: import and require share one instance.
import cjs from "./emulator-inline.cjs";

export const { RoomsEmulator, openBrowserJournal } = cjs;
