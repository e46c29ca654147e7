// The tests of faults and aborts once more, over the fetch of `acs-rooms/node`.

import { overNodeFetch } from "./service.mjs";

overNodeFetch();
await import("./abort.test.mjs");
await import("./faults.test.mjs");
