// The names that an application imports.
export {
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
} from "./public.js";
