// Node: import and require share one instance.
import cjs from "./client-inline.cjs";

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
