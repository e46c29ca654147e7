// Node's `import`. The build puts all of this but the letters into one file, and writes VERSION and WASM_SIZE.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { wasmBytes } from "./client-bytes.js";
import * as names from "./names.js";
import { oneInstance, wasmFrom } from "./node-instance.js";
import { initSync } from "./public.js";

// Tools that copy only the files a program needs look for just such a call. Bundlers for pages would take `new URL` for
// a request to them to load the wasm.
const readFile = () => readFileSync(join(dirname(fileURLToPath(import.meta.url)), "client.wasm"));

export const {
  createIdentifierFromRawId,
  getIdentifierKind,
  getIdentifierRawId,
  isArgumentError,
  isCommunicationUserIdentifier,
  isMicrosoftTeamsAppIdentifier,
  isMicrosoftTeamsUserIdentifier,
  isPhoneNumberIdentifier,
  isRestError,
  isTeamsExtensionUserIdentifier,
  isUnknownIdentifier,
  parseConnectionString,
  RestError,
  RoomsClient,
} = oneInstance("client", () => {
  initSync(wasmFrom(readFile, WASM_SIZE, wasmBytes));
  return { ...names };
});
