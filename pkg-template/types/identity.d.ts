/**
 * Users of the resource and their access tokens: a drop-in for `@azure/communication-identity`, by the same loop, key and
 * options as {@link RoomsClient}.
 *
 * ```ts
 * import { CommunicationIdentityClient } from "acs-rooms/identity";
 *
 * const identity = new CommunicationIdentityClient(connectionString);
 * const { user, token, expiresOn } = await identity.createUserAndToken(["voip.join"], { tokenExpiresInMinutes: 60 });
 * ```
 *
 * @packageDocumentation
 */

import type { CommunicationUserIdentifier, KeyCredential, OperationOptions, RoomsClientOptions, TokenCredential } from "./index.js";

/**
 * What a token allows. `voip.join` is enough for rooms: to join and to start the call of a room that the user is on the
 * roster of, and no other call. What the user may do in the call is the role's to say.
 */
export type TokenScope = "chat" | "voip" | "chat.join" | "chat.join.limited" | "voip.join";

/** An access token. Whoever has it is the user until it expires. */
export interface CommunicationAccessToken {
  /** For the calling SDK, in a page. */
  token: string;
  /** From then on it is refused. */
  expiresOn: Date;
}

/** A token, and the user that was made for it. */
export interface CommunicationUserToken extends CommunicationAccessToken {
  /** The user. Keep the id: the service lists no users. */
  user: CommunicationUserIdentifier;
}

/** Options of {@link CommunicationIdentityClient}; `apiVersion` is by default `"2023-10-01"`. */
export interface CommunicationIdentityClientOptions extends RoomsClientOptions {}

/** Options of {@link CommunicationIdentityClient.getToken}. */
export interface GetTokenOptions extends OperationOptions {
  /** Life of the token: a whole number of minutes from 60 to 1440. Default 1440, a day. */
  tokenExpiresInMinutes?: number | undefined;
}

/** Options of {@link CommunicationIdentityClient.createUserAndToken}. */
export interface CreateUserAndTokenOptions extends OperationOptions {
  /** Life of the token: a whole number of minutes from 60 to 1440. Default 1440, a day. */
  tokenExpiresInMinutes?: number | undefined;
}

/** What {@link CommunicationIdentityClient.getTokenForTeamsUser} needs. */
export interface GetTokenForTeamsUserOptions extends OperationOptions {
  /** The user's Microsoft Entra token, which appears in no message, hook or error. */
  teamsUserAadToken: string;
  /** Id of the Entra application. */
  clientId: string;
  /** Object id of the Entra user. */
  userObjectId: string;
}

/**
 * Makes users, issues and revokes their tokens. It belongs on a server: the key makes anybody's tokens.
 *
 * No operation is repeatable by an id as the creation of a room is. A lost answer is asked for again, and may leave a user of
 * whom nobody knows; users cost nothing. Tokens appear in no message, hook or error.
 */
export declare class CommunicationIdentityClient {
  /**
   * A client with an endpoint and a credential.
   * @param endpoint - for example `https://contoso.communication.azure.com`
   * @param credential - an access key, read for every request, or a token credential such as those of `@azure/identity`
   * @throws TypeError that names the bad part, never the key.
   */
  constructor(endpoint: string, credential: KeyCredential | TokenCredential, options?: CommunicationIdentityClientOptions);
  /**
   * A client with a connection string.
   * @param connectionString - `endpoint=https://…;accesskey=…`, from the portal: your resource, Keys
   * @throws TypeError that names the bad part, never the key.
   */
  constructor(connectionString: string, options?: CommunicationIdentityClientOptions);
  /** Makes a user. Keep its id: the service lists no users. */
  createUser(options?: OperationOptions): Promise<CommunicationUserIdentifier>;
  /** Makes a user and a token for it, in one request. */
  createUserAndToken(scopes: TokenScope[], options?: CreateUserAndTokenOptions): Promise<CommunicationUserToken>;
  /** Issues a token. A user may have several, on several devices at once. */
  getToken(user: CommunicationUserIdentifier, scopes: TokenScope[], options?: GetTokenOptions): Promise<CommunicationAccessToken>;
  /** Revokes all tokens of a user; it takes up to 15 minutes until the last one is refused. */
  revokeTokens(user: CommunicationUserIdentifier, options?: OperationOptions): Promise<void>;
  /** Deletes a user, and revokes all of its tokens. */
  deleteUser(user: CommunicationUserIdentifier, options?: OperationOptions): Promise<void>;
  /** Exchanges a Teams user's Entra token for one of the resource. Teams users cannot join rooms. */
  getTokenForTeamsUser(options: GetTokenForTeamsUserOptions): Promise<CommunicationAccessToken>;
  /** Lets go of the client's memory at once. Calls under way end; further ones are refused. */
  free(): void;
  /** The same, for `using`. */
  [Symbol.dispose](): void;
}
