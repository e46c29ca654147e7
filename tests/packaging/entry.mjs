// The package by its published names, where there is `import`.
import * as client from "acs-rooms";
import * as emulator from "acs-rooms/emulator";
import * as proxy from "acs-rooms/proxy";
import { suite } from "./suite.mjs";

/** Runs the suite; the connection string is that of the emulator over HTTP. */
export const run = (connectionString) => suite({ client, emulator, proxy }, connectionString);
