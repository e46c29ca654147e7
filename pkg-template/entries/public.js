// The public names, and what makes them ready. The loaders beside this file differ only in where the wasm comes from.

import { identifierKind, initSync as loadSync, RoomsClient } from "./client-glue.js";
import { listsByPage } from "./lists.js";
import { freeByRelease } from "./release.js";

export {
  createIdentifierFromRawId,
  getIdentifierRawId,
  isArgumentError,
  isRestError,
  parseConnectionString,
  RestError,
  RoomsClient,
} from "./client-glue.js";

export const getIdentifierKind = (identifier) => ({ ...identifier, kind: identifierKind(identifier) });

const isOf = (kind) => (identifier) => {
  try {
    return identifierKind(identifier) === kind;
  } catch {
    return false;
  }
};
export const isCommunicationUserIdentifier = /* @__PURE__ */ isOf("communicationUser");
export const isPhoneNumberIdentifier = /* @__PURE__ */ isOf("phoneNumber");
export const isMicrosoftTeamsUserIdentifier = /* @__PURE__ */ isOf("microsoftTeamsUser");
export const isMicrosoftTeamsAppIdentifier = /* @__PURE__ */ isOf("microsoftTeamsApp");
export const isTeamsExtensionUserIdentifier = /* @__PURE__ */ isOf("teamsExtensionUser");
export const isUnknownIdentifier = /* @__PURE__ */ isOf("unknown");

/** Makes the module ready from bytes or a compiled module. */
export function initSync(module) {
  loadSync({ module });
  // Bundling renames the class; its name is seen when it is printed.
  Object.defineProperty(RoomsClient, "name", { value: "RoomsClient" });
  freeByRelease(RoomsClient);
  listsByPage(RoomsClient);
}

/** Makes the module ready from a URL, a Response, bytes or a compiled module, or promises of them. */
export async function init(source) {
  let given = await source;
  if (typeof given === "string" || given instanceof URL) given = await fetch(given);
  // wasm-bindgen's own loader does the same with explanations, for half a kilobyte.
  if (typeof given.arrayBuffer === "function") {
    if (!given.ok) throw new Error(`client.wasm could not be loaded: status ${given.status} of ${given.url}`);
    const streams = WebAssembly.compileStreaming && given.headers.get("content-type") === "application/wasm";
    given = await (streams ? WebAssembly.compileStreaming(given) : given.arrayBuffer());
  }
  initSync("byteLength" in given ? await WebAssembly.compile(given) : given);
}
