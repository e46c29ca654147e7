#!/usr/bin/env node
// `npx acs-rooms`: exit code 0 when all is well, 1 when something failed, 2 when it was called wrongly.
import { readFileSync } from "node:fs";

const COMMANDS = {
  admin: () => import("../dist/admin-command.js").then((module) => module.adminCommand),
  emulator: () => import("../dist/emulator-command.js").then((module) => module.emulatorCommand),
};

const HELP = `acs-rooms: Azure Communication Services Rooms

Usage: acs-rooms <command> [options]

Commands:
  admin       serve the admin page for a resource or an emulator, on this machine only
  emulator    serve a local emulator of the Rooms service over HTTP

Options:
  --help      show this help, or that of a command: acs-rooms help emulator
  --version   show the version
`;

async function main([name, ...rest]) {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    const [of] = rest;
    if (of !== undefined && !of.startsWith("-")) return main([of, "--help"]);
    process.stdout.write(HELP);
    return 0;
  }
  if (name === "--version") {
    const manifest = new URL("../package.json", import.meta.url);
    console.log(JSON.parse(readFileSync(manifest, "utf8")).version);
    return 0;
  }
  if (!Object.hasOwn(COMMANDS, name)) {
    const what = name.startsWith("-") ? "option" : "command";
    console.error(`acs-rooms: unknown ${what} '${name}'.\nThe commands are: ${Object.keys(COMMANDS).join(", ")}. See acs-rooms --help.`);
    return 2;
  }
  const command = await COMMANDS[name]();
  return command(rest);
}

// Whoever reads the output may close the pipe early, which is no failure; and what is served goes on without its output.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") process.exitCode = 1;
});
// There is nobody left to tell.
process.stderr.on("error", () => {});
process.exitCode = await main(process.argv.slice(2));
