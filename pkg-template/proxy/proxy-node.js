// Node itself, as client-node.js.
import { createRequire } from "node:module";

const cjs = createRequire(import.meta.url)("./proxy-inline.cjs");

export const { createRoomsProxy } = cjs;
