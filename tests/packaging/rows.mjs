// All rows, in the order of the table.

import { browsers } from "./rows/browsers.mjs";
import { bundlers } from "./rows/bundlers.mjs";
import { deployments } from "./rows/deployments.mjs";
import { frameworks } from "./rows/frameworks.mjs";
import { runtimes } from "./rows/runtimes.mjs";
import { workers } from "./rows/workers.mjs";

export const rows = [...runtimes, ...workers, ...browsers, ...bundlers, ...frameworks, ...deployments];
