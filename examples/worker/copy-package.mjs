// Puts what the page imports of the package among the static assets. A page with a bundler needs no such step.
import { cpSync } from "node:fs";

for (const file of ["client-inline.js", "client-bytes.js", "client-glue.js", "names.js", "public.js"]) {
  cpSync(new URL(`node_modules/acs-rooms/dist/${file}`, import.meta.url), new URL(`public/acs-rooms/${file}`, import.meta.url));
}
