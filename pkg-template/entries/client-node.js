// Node itself: import and require share one instance. An `import` of a CommonJS file would first look for names in all of
// its text, which takes longer than everything else up to the first request. Bundlers do not know the condition
// `node-addons` that leads here; they take the file with the wasm in it.
import { createRequire } from "node:module";

const cjs = createRequire(import.meta.url)("./client-inline.cjs");

export const {
  createIdentifierFromRawId,
  getIdentifierKind,
  getIdentifierRawId,
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
} = cjs;
