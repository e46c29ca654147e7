// The public names, and what makes them ready. The loaders beside this file differ only in where the wasm comes from.

import { default as load, identifierKind, initSync as loadSync, RoomsClient } from "./client-glue.js";

export {
  createIdentifierFromRawId,
  getIdentifierRawId,
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
export const isCommunicationUserIdentifier = isOf("communicationUser");
export const isPhoneNumberIdentifier = isOf("phoneNumber");
export const isMicrosoftTeamsUserIdentifier = isOf("microsoftTeamsUser");
export const isMicrosoftTeamsAppIdentifier = isOf("microsoftTeamsApp");
export const isTeamsExtensionUserIdentifier = isOf("teamsExtensionUser");
export const isUnknownIdentifier = isOf("unknown");

// wasm-bindgen's own `free` must not be called twice, and leaves methods that fail without a word of explanation.
function ready() {
  // Bundling renames the class; its name is seen when it is printed.
  Object.defineProperty(RoomsClient, "name", { value: "RoomsClient" });
  RoomsClient.prototype.free = RoomsClient.prototype.release;
  if (Symbol.dispose) RoomsClient.prototype[Symbol.dispose] = RoomsClient.prototype.release;
}

/** Makes the module ready from bytes or a compiled module. */
export function initSync(module) {
  loadSync({ module });
  ready();
}

/** Makes the module ready from a URL, a Response, bytes or a compiled module, or promises of them. */
export async function init(source) {
  await load({ module_or_path: source });
  ready();
}
