// Jest without a word of configuration: CommonJS.
const { cases } = require("./cases.cjs");

const load = async () => [require("acs-rooms"), require("acs-rooms/emulator")];
for (const [name, action] of Object.entries(cases(load))) test(name, action);
