import { cases } from "../runner-cases.mjs";

const load = () => Promise.all([import("acs-rooms"), import("acs-rooms/emulator")]);
for (const [name, action] of Object.entries(cases(load))) Deno.test(name, action);
