// Node: import and require share one instance.
import cjs from "./proxy-inline.cjs";

export const { createRoomsProxy } = cjs;
