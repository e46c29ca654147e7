/// <reference lib="esnext.disposable" />

/**
 * A client of Azure Communication Services Rooms.
 *
 * Types are equal in shape to those of `@azure/communication-rooms` 1.2.0 and
 * `@azure/communication-common` 2.5.0, so code written for those compiles here, but for options that shape the official
 * package's pipeline (`httpClient`, `additionalPolicies`, `proxyOptions` and the like): `fetch` takes their place.
 *
 * @packageDocumentation
 */

// ---------------------------------------------------------------- identifiers

/** Azure cloud an identifier lives in; absent means `"public"`. */
export type CommunicationCloud = "public" | "dod" | "gcch";

/** An Azure Communication Services user, for example `8:acs:<resource>_<user>`. */
export interface CommunicationUserIdentifier {
  /** Id of the user as the Identity service returned it. It is also the raw id. */
  communicationUserId: string;
}

/** A phone number. */
export interface PhoneNumberIdentifier {
  /** Raw id, if known; it wins over the other fields. */
  rawId?: string | undefined;
  /** The number in E.164 form, for example `+14255550123`. */
  phoneNumber: string;
  /** Tells several calls of the same number apart. */
  assertedId?: string | undefined;
  /** True when the caller withheld the number. */
  isAnonymous?: boolean | undefined;
}

/** A Microsoft Teams user. */
export interface MicrosoftTeamsUserIdentifier {
  /** Raw id, if known; it wins over the other fields. */
  rawId?: string | undefined;
  /** Entra object id of the user, or the id of an anonymous visitor. */
  microsoftTeamsUserId: string;
  /** True for a visitor without an account. */
  isAnonymous?: boolean | undefined;
  /** Cloud of the user. Default `"public"`. */
  cloud?: CommunicationCloud | undefined;
}

/** A Microsoft Teams application (a bot, a call queue). */
export interface MicrosoftTeamsAppIdentifier {
  /** Raw id, if known; it wins over the other fields. */
  rawId?: string | undefined;
  /** Id of the application. */
  teamsAppId: string;
  /** Cloud of the application. Default `"public"`. */
  cloud?: CommunicationCloud | undefined;
}

/** A Teams user who uses an Azure Communication Services resource through Teams Phone extensibility. */
export interface TeamsExtensionUserIdentifier {
  /** Raw id, if known; it wins over the other fields. */
  rawId?: string | undefined;
  /** Entra object id of the user. */
  userId: string;
  /** Tenant of the user. */
  tenantId: string;
  /** Id of the Communication Services resource. */
  resourceId: string;
  /** Cloud of the user. Default `"public"`. */
  cloud?: CommunicationCloud | undefined;
}

/** An identifier of a kind this version does not know. */
export interface UnknownIdentifier {
  /** The raw id. */
  id: string;
}

/** Any identifier. Which kind it is follows from the field that is present. */
export type CommunicationIdentifier =
  | CommunicationUserIdentifier
  | PhoneNumberIdentifier
  | MicrosoftTeamsUserIdentifier
  | MicrosoftTeamsAppIdentifier
  | TeamsExtensionUserIdentifier
  | UnknownIdentifier;

/** {@link CommunicationUserIdentifier} with its kind. */
export interface CommunicationUserKind extends CommunicationUserIdentifier {
  /** Which kind it is. */
  kind: "communicationUser";
}
/** {@link PhoneNumberIdentifier} with its kind. */
export interface PhoneNumberKind extends PhoneNumberIdentifier {
  /** Which kind it is. */
  kind: "phoneNumber";
  /** As of {@link PhoneNumberIdentifier}. */
  rawId?: string;
  /** As of {@link PhoneNumberIdentifier}. */
  assertedId?: string;
  /** As of {@link PhoneNumberIdentifier}. */
  isAnonymous?: boolean;
}
/** {@link MicrosoftTeamsUserIdentifier} with its kind. */
export interface MicrosoftTeamsUserKind extends MicrosoftTeamsUserIdentifier {
  /** Which kind it is. */
  kind: "microsoftTeamsUser";
  /** As of {@link MicrosoftTeamsUserIdentifier}. */
  rawId?: string;
  /** As of {@link MicrosoftTeamsUserIdentifier}. */
  isAnonymous?: boolean;
  /** As of {@link MicrosoftTeamsUserIdentifier}. */
  cloud?: CommunicationCloud;
}
/** {@link MicrosoftTeamsAppIdentifier} with its kind. */
export interface MicrosoftTeamsAppKind extends MicrosoftTeamsAppIdentifier {
  /** Which kind it is. */
  kind: "microsoftTeamsApp";
  /** As of {@link MicrosoftTeamsAppIdentifier}. */
  rawId?: string;
  /** As of {@link MicrosoftTeamsAppIdentifier}. */
  cloud?: CommunicationCloud;
}
/** {@link TeamsExtensionUserIdentifier} with its kind. */
export interface TeamsExtensionUserKind extends TeamsExtensionUserIdentifier {
  /** Which kind it is. */
  kind: "teamsExtensionUser";
  /** As of {@link TeamsExtensionUserIdentifier}. */
  rawId?: string;
  /** As of {@link TeamsExtensionUserIdentifier}. */
  cloud?: CommunicationCloud;
}
/** {@link UnknownIdentifier} with its kind. */
export interface UnknownIdentifierKind extends UnknownIdentifier {
  /** Which kind it is. */
  kind: "unknown";
}

/** Any identifier with its kind, told apart by `kind`. */
export type CommunicationIdentifierKind =
  | CommunicationUserKind
  | PhoneNumberKind
  | MicrosoftTeamsUserKind
  | MicrosoftTeamsAppKind
  | TeamsExtensionUserKind
  | UnknownIdentifierKind;

/** Reads a raw id such as `8:acs:…`, `4:+14255550123` or `8:orgid:…`. Never fails: what it does not know is of kind `"unknown"`. */
export declare function createIdentifierFromRawId(rawId: string): CommunicationIdentifierKind;
/**
 * The raw id of an identifier. A `rawId` field wins over the others.
 * @throws TypeError when `identifier` is not an object with the field of one of the kinds.
 */
export declare function getIdentifierRawId(identifier: CommunicationIdentifier): string;
/** A copy of the identifier with its `kind`. */
export declare function getIdentifierKind(identifier: CommunicationIdentifier): CommunicationIdentifierKind;

/** Whether the identifier is an Azure Communication Services user. False, and no error, for what is no identifier at all. */
export declare function isCommunicationUserIdentifier(identifier: CommunicationIdentifier): identifier is CommunicationUserIdentifier;
/** Whether the identifier is a phone number. False, and no error, for what is no identifier at all. */
export declare function isPhoneNumberIdentifier(identifier: CommunicationIdentifier): identifier is PhoneNumberIdentifier;
/** Whether the identifier is a Teams user. False, and no error, for what is no identifier at all. */
export declare function isMicrosoftTeamsUserIdentifier(identifier: CommunicationIdentifier): identifier is MicrosoftTeamsUserIdentifier;
/** Whether the identifier is a Teams application. False, and no error, for what is no identifier at all. */
export declare function isMicrosoftTeamsAppIdentifier(identifier: CommunicationIdentifier): identifier is MicrosoftTeamsAppIdentifier;
/** Whether the identifier is a user through Teams Phone extensibility. False, and no error, for what is no identifier at all. */
export declare function isTeamsExtensionUserIdentifier(identifier: CommunicationIdentifier): identifier is TeamsExtensionUserIdentifier;
/** Whether the identifier is of no kind that this version knows. False, and no error, for what is no identifier at all. */
export declare function isUnknownIdentifier(identifier: CommunicationIdentifier): identifier is UnknownIdentifier;

// --------------------------------------------------------------------- models

/**
 * What a participant may do in the call:
 *
 * - `"Presenter"`: everything, such as sharing the screen, muting others and dialling out to phone numbers.
 * - `"Collaborator"`: audio, video and sharing the screen. Since api-version 2025-03-13.
 * - `"Attendee"`: audio and video. The default.
 * - `"Consumer"`: sees and hears only.
 *
 * @see https://learn.microsoft.com/azure/communication-services/concepts/rooms/room-concept
 */
export type ParticipantRole = "Presenter" | "Attendee" | "Consumer" | "Collaborator";

/** A room. Times are `Date`, so the service's 100 ns digits are cut to milliseconds. */
export interface CommunicationRoom {
  /** Id given by the service: 16 to 18 decimal digits. Treat it as text; it exceeds 2^53. */
  id: string;
  /** When the room was created. */
  createdOn: Date;
  /** From when the room can be joined. */
  validFrom: Date;
  /** Until when the room can be joined. */
  validUntil: Date;
  /** Whether Presenters may dial out to phone numbers. Undefined with api-version 2023-06-14, which does not know it. */
  pstnDialOutEnabled: boolean;
}

/** A participant of a room, as the service returns it. */
export interface RoomParticipant {
  /** Who it is. `id.kind` tells which field has the id. */
  id: CommunicationIdentifierKind;
  /** What the participant may do in the call. */
  role: ParticipantRole;
}

/** A participant to add, or whose role to change. */
export interface RoomParticipantPatch {
  /**
   * Who it is. When last recorded, the service took Azure Communication Services users (`{ communicationUserId }`) only. Other
   * kinds are sent as they are, and the service answers 400.
   */
  id: CommunicationIdentifier;
  /** Default `"Attendee"`, also for a participant who had another role before. */
  role?: ParticipantRole | undefined;
}

// -------------------------------------------------------------------- options

/** How failed requests are repeated. */
export interface RetryOptions {
  /**
   * Attempts after the first one. Default 3. 0 turns retries off. So that an outage is not answered with several times
   * the load, a client makes at most 100 retries that nobody asked for without a success between them; each success
   * pays for the next ones. Retries that the service asks for, with `Retry-After`, are not counted.
   */
  maxRetries?: number | undefined;
  /** Wait before the first retry, in milliseconds, doubled for each one after it and spread at random. Default 800. */
  retryDelayInMs?: number | undefined;
  /** Longest wait in milliseconds. Default 60,000. If the service asks for more, the call fails at once and the error has `retryAfterInMs`. */
  maxRetryDelayInMs?: number | undefined;
}

/** What the client gives to a {@link FetchLike} beside the URL. */
export interface FetchLikeInit {
  /** In upper case. */
  method: string;
  /** Signature or token among them. */
  headers: { [name: string]: string };
  /** JSON; absent when nothing is sent. */
  body?: string;
  /** The `AbortSignal` of the call, when it can be cancelled or has a limit. */
  signal?: any;
  /** A redirect is an answer like any other, and refused: the signature must not travel. */
  redirect: "manual";
}

/** What the client reads of an answer: a `Response`, or a stand-in for it. */
export interface FetchLikeResponse {
  /** HTTP status. */
  readonly status: number;
  /** Without them, waits that the service asks for and the ids of requests are not known. */
  readonly headers?:
    | {
        /** Calls with each header. */
        forEach(act: (value: string, name: string) => void): void;
      }
    | undefined;
  /** The body. */
  text(): PromiseLike<string>;
}

/** The part of `fetch` that the client uses. The platforms' own, undici's and `nodeFetch()` fit, and so do stand-ins in tests. */
export type FetchLike = (url: string, init: FetchLikeInit) => PromiseLike<FetchLikeResponse>;

/** Names of the operations on rooms, as of the methods. Each page of a list is a call of its own. */
export type RoomsOperation =
  | "createRoom"
  | "updateRoom"
  | "getRoom"
  | "deleteRoom"
  | "listRooms"
  | "listParticipants"
  | "addOrUpdateParticipants"
  | "removeParticipants";

/** Names of the operations on users and tokens, as of the methods of `acs-rooms/identity`. */
export type IdentityOperation =
  | "createUser"
  | "createUserAndToken"
  | "getToken"
  | "revokeTokens"
  | "deleteUser"
  | "getTokenForTeamsUser";

/** An attempt that is about to be sent. Nothing in it is secret. */
export interface RequestEvent {
  /** What is called. */
  operation: RoomsOperation | IdentityOperation;
  /** Counts from 1. */
  attempt: number;
  /** The same on every attempt of a call. */
  clientRequestId: string;
  /** What is sent, without secrets. */
  request: RestRequest;
}

/** An attempt that was answered. */
export interface ResponseEvent extends RequestEvent {
  /** HTTP status. */
  statusCode: number;
  /** From the sending to the end of the body, in milliseconds. */
  durationInMs: number;
  /** Headers of the answer, without secrets. */
  headers: RedactedHeaders;
}

/** An attempt that failed and will be repeated. */
export interface RetryEvent extends RequestEvent {
  /** Undefined when no answer came. */
  statusCode?: number;
  /** Why no answer came; undefined when one did. The code is the system's, where the platform tells it. */
  error?: {
    /** The system's, for example `"ECONNREFUSED"`; undefined where the platform tells none. */
    code?: string;
    /** What the platform says. */
    message: string;
  };
  /** How long the attempt took, in milliseconds. */
  durationInMs: number;
  /** Wait before the next attempt, in milliseconds. */
  delayInMs: number;
}

/** The end of a call: a success, a refusal, a failure, a timeout or a cancellation. */
export interface SettledEvent {
  /** What was called. */
  operation: RoomsOperation | IdentityOperation;
  /** Attempts sent; 0 when the call failed before the first. */
  attempts: number;
  /** From the call to its end, in milliseconds, with all attempts and waits. */
  durationInMs: number;
  /** Undefined when nothing was sent. */
  clientRequestId?: string;
  /** What the call rejects with; undefined when it succeeded. */
  error?: unknown;
}

/** W3C Trace Context, which puts a call in the caller's trace: <https://www.w3.org/TR/trace-context/>. */
export interface TraceContext {
  /** `00-<trace>-<span>-<flags>`. */
  traceparent: string;
  /** What tracing systems add, as it came. */
  tracestate?: string | undefined;
}

/** Options of the client. */
export interface RoomsClientOptions {
  /** REST api-version. Default `"2025-03-13"`. */
  apiVersion?: string | undefined;
  /** The `fetch` to send with. Default `globalThis.fetch`, looked up for every request. */
  fetch?: FetchLike | undefined;
  /** How failed requests are repeated. Default three times. */
  retryOptions?: RetryOptions | undefined;
  /** What the client says about itself. */
  userAgentOptions?:
    | {
        /** Put before the client's own name in the `x-ms-useragent` header. */
        userAgentPrefix?: string | undefined;
      }
    | undefined;
  /**
   * Allows plain `http:` endpoints. Loopback hosts (`localhost`, `127.0.0.0/8`, `[::1]`) are always allowed with an
   * access key. A token is never sent over `http:`.
   */
  allowInsecureConnection?: boolean | undefined;
  /** Limit of one call in milliseconds, retries and waits included. Default none, as is `Infinity`. `requestOptions.timeout` wins over it. */
  requestTimeoutInMs?: number | undefined;
  /** Hears of every attempt before it is sent. What a hook throws is ignored. */
  onRequest?: ((event: RequestEvent) => unknown) | undefined;
  /** Hears of every answer. */
  onResponse?: ((event: ResponseEvent) => unknown) | undefined;
  /** Hears of every failed attempt that will be repeated. */
  onRetry?: ((event: RetryEvent) => unknown) | undefined;
  /** Hears once of every call that has begun when it ends, however it ends. Wrong arguments begin none. */
  onSettled?: ((event: SettledEvent) => unknown) | undefined;
  /**
   * Asked on every call for the trace context to send, unless the call has its own. What it throws is ignored, and so is
   * undefined. Only one should give it: instrumentation of `fetch` that adds `traceparent` itself adds a second one.
   */
  traceContext?: (() => TraceContext | undefined) | undefined;
  /** Taken so that code written for the official client compiles, and not used: give hooks. */
  loggingOptions?: unknown;
  /** Taken so that code written for the official client compiles, and not used: a redirect is an error. */
  redirectOptions?: unknown;
}

/** The part of `AbortSignal` that the client uses; `@azure/abort-controller`'s fits too. */
export interface AbortSignalLike {
  /** Whether it has been aborted already. */
  readonly aborted: boolean;
  /** Asks to hear when it is aborted. */
  addEventListener(type: "abort", listener: (this: AbortSignalLike, ev: any) => any, options?: any): void;
  /** Takes that back, once the call has ended. */
  removeEventListener(type: "abort", listener: (this: AbortSignalLike, ev: any) => any, options?: any): void;
}

/** Reads headers by name, in any case. Values that are not known to be harmless read `REDACTED`. */
export interface HeaderReader {
  /** The header of that name, in any case. */
  get(name: string): string | undefined;
  /** Whether there is a header of that name, in any case. */
  has(name: string): boolean;
  /** Each name, in lower case, with its value. */
  [Symbol.iterator](): Iterator<[name: string, value: string]>;
  /** All of them, by their names in lower case. */
  toJSON(): { [name: string]: string };
}

/** The answer that `onResponse` of a call hears of. Functions that read what is here of the official type fit. */
export interface RawResponse {
  /** HTTP status. */
  status: number;
  /** Headers of the answer. */
  headers: HeaderReader;
  /** The body as it came. */
  bodyAsText?: string | null;
  /** The body, if it is JSON. */
  parsedBody?: any;
  /** What was answered. */
  request: {
    /** Query included, without secrets. */
    url: string;
    /** In upper case. */
    method: string;
    /** Headers of the request. */
    headers: HeaderReader;
  };
}

/** Options of every operation. */
export interface OperationOptions {
  /** Cancels the call, wherever it is: the promise rejects with an {@link AbortError}. */
  abortSignal?: AbortSignalLike | undefined;
  /** How the requests of this call are made. */
  requestOptions?:
    | {
        /** Headers to add. Those that carry the signature or the token cannot be replaced; without a credential, all are free. */
        customHeaders?: { [name: string]: string } | undefined;
        /** Limit of this call in milliseconds, retries and waits included. 0 and `Infinity` mean none. */
        timeout?: number | undefined;
        /** Taken so that code written for the official client compiles, and not used: it is an option of the client. */
        allowInsecureConnection?: boolean | undefined;
        /** Taken so that code written for the official client compiles, and not used. */
        onUploadProgress?: ((progress: { loadedBytes: number }) => void) | undefined;
        /** Taken so that code written for the official client compiles, and not used. */
        onDownloadProgress?: ((progress: { loadedBytes: number }) => void) | undefined;
        /** Taken so that code written for the official client compiles, and not used. */
        shouldDeserialize?: unknown;
      }
    | undefined;
  /**
   * Hears of the call's last answer, if one came: the answer, what the call resolves to, and what it rejects with.
   * Headers that are not known to be harmless are redacted. What it throws is ignored.
   */
  onResponse?: { onResponse(rawResponse: RawResponse, flatResponse: unknown, error?: unknown): void }["onResponse"] | undefined;
  /** Trace context to send, so that the call appears in the caller's trace. Default what the client's `traceContext` gives. */
  traceContext?: TraceContext | undefined;
  /** Taken so that code written for the official client compiles, and not used: give `traceContext`. */
  tracingOptions?: unknown;
  /** Taken so that code written for the official client compiles, and not used: it is about XML. */
  serializerOptions?: unknown;
}

/**
 * A point in time: a `Date`; a `Temporal.Instant` or `ZonedDateTime`, or anything else with `epochMilliseconds`; or
 * RFC 3339 text with an offset, `2026-12-01T14:00:00+01:00`, also as `ZonedDateTime` writes it, with `[Europe/Paris]`
 * behind it. A zone that has not this offset then is refused, and so is text without an offset.
 */
export type Instant =
  | Date
  | string
  | {
      /** In milliseconds since 1970. */
      readonly epochMilliseconds: number;
    };

/** Options of {@link RoomsClient.createRoom}. */
export interface CreateRoomOptions extends OperationOptions {
  /** From when the room can be joined. Default: now, by the service's clock. */
  validFrom?: Instant | undefined;
  /** Until when the room can be joined. Default: now + 180 days (not `validFrom` + 180 days). */
  validUntil?: Instant | undefined;
  /** Whether Presenters may dial out to phone numbers. Default false. */
  pstnDialOutEnabled?: boolean | undefined;
  /** Participants to invite. The same one twice with different roles is refused. */
  participants?: RoomParticipantPatch[] | undefined;
  /**
   * Makes the call repeatable: within five minutes of `repeatabilityFirstSent`, the service answers the same request
   * with the same id with the first room, or the first refusal. With another body it refuses the id (400).
   * A UUID. Default: a new one for every call (kept for its retries). Give your own when a job may be redelivered.
   * @see https://learn.microsoft.com/rest/api/communication/repeatable-requests
   */
  repeatabilityRequestId?: string | undefined;
  /**
   * When the request with `repeatabilityRequestId` was first sent. Default now, also when this machine's clock is off; a
   * time of yours is sent as it is. Give the first time when you repeat: later than five minutes after it the service
   * refuses the request (412), since it does not know any more whether there is a room. With a later time it would make
   * a second one; so give it in the first call too, in case this machine's clock is ahead.
   * @see https://learn.microsoft.com/rest/api/communication/repeatable-requests
   */
  repeatabilityFirstSent?: Instant | undefined;
}

/** Options of {@link RoomsClient.updateRoom}. What is not given stays as it is. */
export interface UpdateRoomOptions extends OperationOptions {
  /** Only together with `validUntil`: the service refuses one without the other. */
  validFrom?: Instant | undefined;
  /** Only together with `validFrom`. */
  validUntil?: Instant | undefined;
  /** Whether Presenters may dial out to phone numbers. */
  pstnDialOutEnabled?: boolean | undefined;
}

/** Options of {@link RoomsClient.getRoom}. */
export type GetRoomOptions = OperationOptions;
/** Options of {@link RoomsClient.deleteRoom}. */
export type DeleteRoomOptions = OperationOptions;
/** Options of {@link RoomsClient.listRooms}. */
export type ListRoomOptions = OperationOptions;
/** Options of {@link RoomsClient.listParticipants}. */
export type ListParticipantsOptions = OperationOptions;
/** Options of {@link RoomsClient.addOrUpdateParticipants}. */
export type AddOrUpdateParticipantsOptions = OperationOptions;
/** Options of {@link RoomsClient.removeParticipants}. */
export type RemoveParticipantsOptions = OperationOptions;

// --------------------------------------------------------------------- paging

/** Settings of `byPage`. */
export interface PageSettings {
  /** Where to go on: `continuationToken` of an earlier page of the same list. What leads elsewhere is a RangeError, and is not sent. */
  continuationToken?: string | undefined;
  /** Not supported by the service; giving it is an error. */
  maxPageSize?: number | undefined;
}

/** One page: an array that knows where the next one begins. */
export type Page<T> = T[] & {
  /** Give it to `byPage` to go on after this page. Absent on the last page. */
  readonly continuationToken?: string;
};

/** Lazy list: nothing is requested before the first `next()`. */
export interface PagedAsyncIterableIterator<TElement, TPage = TElement[], TPageSettings = PageSettings> {
  /** The next element, with a request when the page before is used up. */
  next(): Promise<IteratorResult<TElement>>;
  /** The list itself, for `for await`. */
  [Symbol.asyncIterator](): PagedAsyncIterableIterator<TElement, TPage, TPageSettings>;
  /** The same list, a page at a time. Pages are short and may be empty; only the end of the iteration ends the list. */
  byPage: (settings?: TPageSettings) => AsyncIterableIterator<TPage>;
}

// ---------------------------------------------------------------- credentials

/** An access key. `key` is read for every request, so replacing it rotates the key. */
export interface KeyCredential {
  /** In base64, as the portal shows it. */
  readonly key: string;
}

/** An Entra token, as `getToken` returns it. */
export interface AccessToken {
  /** What is sent as `Bearer`. */
  token: string;
  /** When it expires, in milliseconds since 1970; `Infinity` for never. */
  expiresOnTimestamp: number;
}

/** Any credential of `@azure/identity`. The scope is `https://communication.azure.com//.default`. */
export interface TokenCredential {
  /** Asked once for all calls that wait, and again five minutes before the token expires. */
  getToken(scopes: string | string[], options?: any): Promise<AccessToken | null>;
}

/** An endpoint and its key, read from a connection string. */
export interface EndpointCredential {
  /** URL of the resource. */
  endpoint: string;
  /** Its access key. */
  credential: KeyCredential;
}

/**
 * Reads `endpoint=…;accesskey=…`, in any order and any case.
 * @throws TypeError that names the part that is missing or wrong, never the key.
 */
export declare function parseConnectionString(connectionString: string): EndpointCredential;

// --------------------------------------------------------------------- errors

/** Headers by their names in lower case; values that are not known to be harmless read `REDACTED`. */
export type RedactedHeaders = { readonly [name: string]: string } & HeaderReader;

/** What was sent, without secrets. */
export interface RestRequest {
  /** Query included. */
  url: string;
  /** In upper case. */
  method: string;
  /** Headers, those that carry secrets redacted. */
  headers: RedactedHeaders;
  /** Id this client gave the request, as on the error. */
  requestId: string;
}

/** What was answered, without secrets. */
export interface RestResponse {
  /** HTTP status. */
  status: number;
  /** Headers, those that carry secrets redacted. */
  headers: RedactedHeaders;
  /** The body as it came. */
  bodyAsText: string;
  /** The body, if it is JSON. */
  parsedBody?: any;
  /** What `error.details` has of the headers. */
  parsedHeaders?: {
    /** The header `x-ms-error-code`. */
    errorCode?: string;
  };
  /** What was answered. */
  request: RestRequest;
}

/** What a {@link RestError} can be made of, for a test's stand-in. */
export interface RestErrorOptions {
  /** As of {@link RestError.code}. */
  code?: string | undefined;
  /** HTTP status of the answer. */
  statusCode?: number | undefined;
  /** The last attempt. */
  request?: RestRequest | undefined;
  /** What was answered to it. */
  response?: RestResponse | undefined;
}

/** What the service says about a refusal, and about each fault in what it was sent. */
export interface RestErrorBody {
  /** For example `"BadRequest"`. */
  code?: string;
  /** In words. */
  message?: string;
  /** What it is about, for example a field. */
  target?: string;
  /** One for each fault. */
  details?: RestErrorBody[];
  /** What lies behind it. */
  innererror?: any;
}

/** The parsed body of a refusal. Gateways on the way answer with bodies of their own. */
export interface RestErrorDetails {
  /** The service's account. */
  error?: RestErrorBody;
  /** The header `x-ms-error-code`. */
  errorCode?: string;
  /** What else is in the body. */
  [name: string]: any;
}

/** An answer of the service that is not a success, or no answer at all. */
export declare class RestError extends Error {
  /** No answer came, and the platform tells no code for it, as browsers do not. `cause` has what was thrown. */
  static readonly REQUEST_SEND_ERROR: "REQUEST_SEND_ERROR";
  /** The answer was a success but not what the API promises. */
  static readonly PARSE_ERROR: "PARSE_ERROR";
  /** What answered at the proxy's URL is no proxy: the URL is wrong, or its server does not pass requests on. */
  static readonly NOT_A_PROXY: "NOT_A_PROXY";
  /** Whether `error instanceof RestError`: by name, so that errors of the official packages count too. */
  static [Symbol.hasInstance](error: unknown): boolean;
  /** An error for a test's stand-in of the client. */
  constructor(message: string, options?: RestErrorOptions);
  /** `"RestError"`, as of the official class. */
  readonly name: "RestError";
  /**
   * The service's `error.code`, for example `"NotFound"`. When no answer came the system's code, for example
   * `"ECONNREFUSED"`, or else `REQUEST_SEND_ERROR`.
   */
  readonly code?: string;
  /** HTTP status; undefined when no answer came. */
  readonly statusCode?: number;
  /** The parsed body (`details.error.details` has the entries of a validation error), with `errorCode`, the `x-ms-error-code` header. */
  readonly details?: RestErrorDetails;
  /** Id of the request on the service's side (`x-ms-request-id`, else `MS-CV`): quote it to support. */
  readonly requestId?: string;
  /** Id this client gave the request; the same on every attempt. */
  readonly clientRequestId?: string;
  /** How long the service asked to wait, in milliseconds. */
  readonly retryAfterInMs?: number;
  /** Of a creation: give it again with the next, and the service makes one room of both. It remembers it for five minutes. */
  readonly repeatabilityRequestId?: string;
  /** When the creation was first sent, to be given with the id. */
  readonly repeatabilityFirstSent?: Date;
  /** Neither is printed with the error, or in its JSON. */
  readonly request?: RestRequest;
  /** Its answer; undefined when none came. */
  readonly response?: RestResponse;
  /** What was thrown when no answer came, as it is: unlike the message, it may show the whole URL. */
  readonly cause?: unknown;
  /** For loggers: name, message and what else is known, but not the request and the response. */
  toJSON(): object;
}

/**
 * A wrong argument, or option: a `TypeError`, or a `RangeError` for a value that cannot be. Nothing was sent.
 * {@link isArgumentError} tells it from the TypeErrors of one's own mistakes.
 */
export interface ArgumentError extends Error {
  /** Of every error about an argument. */
  readonly code: "ERR_INVALID_ARG";
  /** What is wrong, for example `"validUntil"` or `"participants[2].role"`. The message begins with it. */
  readonly argument: string;
}

/** A call that was cancelled, or whose time was up. */
export interface AbortError extends Error {
  /** `"AbortError"`. */
  readonly name: "AbortError";
  /** `"TIMEOUT"` when a limit was reached, the client's, the call's or that of `AbortSignal.timeout`; else `"ABORT_ERR"`. */
  readonly code: "ABORT_ERR" | "TIMEOUT";
  /** The signal's reason, if it has one. */
  readonly cause?: unknown;
  /** Of a creation that was sent: give it again, and the service makes one room of both. It remembers it for five minutes. */
  readonly repeatabilityRequestId?: string;
  /** When the creation was first sent, to be given with the id. */
  readonly repeatabilityFirstSent?: Date;
}

/** Whether `error` is an {@link ArgumentError}, of this or another copy of the package. */
export declare function isArgumentError(error: unknown): error is ArgumentError;

/** Whether `error` is a {@link RestError}, of this or another copy of the package, or the official one. */
export declare function isRestError(error: unknown): error is RestError;

// --------------------------------------------------------------------- client

/**
 * Creates, reads, updates, deletes and lists rooms and their participants. One client serves a whole program.
 *
 * Bad arguments reject with an {@link ArgumentError} that names the field, before anything is sent.
 * The service's refusals reject with a {@link RestError}, a cancelled call with an {@link AbortError}. 408, 429, 500, 502, 503, 504
 * and lost connections are retried, see {@link RetryOptions}.
 *
 * @example
 * ```ts
 * const rooms = new RoomsClient(connectionString);
 * const room = await rooms.createRoom({
 *   validUntil: new Date(Date.now() + 60 * 60 * 1000),
 *   participants: [{ id: { communicationUserId: userId }, role: "Presenter" }],
 * });
 * for await (const participant of rooms.listParticipants(room.id)) console.log(participant.role);
 * ```
 */
export declare class RoomsClient {
  // The one by connection string is the last: of the last, TypeScript says what is wrong with the options.
  /**
   * A client with an endpoint and a credential.
   * @param endpoint - for example `https://contoso.communication.azure.com`
   * @param credential - an access key, read for every request, or a token credential such as those of `@azure/identity`
   * @throws TypeError that names the bad part, never the key.
   */
  constructor(endpoint: string, credential: KeyCredential | TokenCredential, options?: RoomsClientOptions);
  /**
   * A client with a connection string.
   * @param connectionString - `endpoint=https://…;accesskey=…`, from the portal: your resource, Keys
   * @throws TypeError that names the bad part, never the key.
   */
  constructor(connectionString: string, options?: RoomsClientOptions);

  /** The same as `new RoomsClient(connectionString, options)`. */
  static fromConnectionString(connectionString: string, options?: RoomsClientOptions): RoomsClient;
  /**
   * A client without a credential, for a page that talks to a proxy which signs.
   * @param url - base of the proxy, for example `/api/rooms-proxy` or `https://example.com/proxy`; the API's paths follow it.
   */
  static throughProxy(url: string, options?: RoomsClientOptions): RoomsClient;

  /**
   * Schedules a room: from now, for 180 days, without participants, unless the options say otherwise. It can be joined
   * between `validFrom` and `validUntil` by its participants. However often the request is retried, it makes one room.
   * @returns the room as the service made it
   */
  createRoom(options?: CreateRoomOptions): Promise<CommunicationRoom>;
  /**
   * Changes what is given of a room; the rest stays. The dates change only together. A retry after a lost answer makes the
   * same change again.
   * @returns the room as it is now
   */
  updateRoom(roomId: string, options?: UpdateRoomOptions): Promise<CommunicationRoom>;
  /**
   * Reads a room, without its participants. One that has expired may still be read for a while; one that was deleted, or never
   * was, rejects with `statusCode` 404.
   */
  getRoom(roomId: string, options?: GetRoomOptions): Promise<CommunicationRoom>;
  /**
   * Deletes a room. Deleting again what was deleted is no error, nor is it when a lost answer made a retry
   * find nothing. An id that never was rejects with `statusCode` 404.
   */
  deleteRoom(roomId: string, options?: DeleteRoomOptions): Promise<void>;
  /**
   * Rooms that have not expired, newest first; those that begin later are among them. Expired rooms are never listed. Requests
   * pages as the list is read.
   */
  listRooms(options?: ListRoomOptions): PagedAsyncIterableIterator<CommunicationRoom, Page<CommunicationRoom>>;

  /** Participants in the order in which they were added. Requests pages as the list is read. */
  listParticipants(roomId: string, options?: ListParticipantsOptions): PagedAsyncIterableIterator<RoomParticipant, Page<RoomParticipant>>;
  /**
   * Adds participants and changes the roles of those who are there. Without a `role`, a participant becomes an Attendee, also one
   * who was a Presenter. A retry after a lost answer does the same again.
   * @param participants - the same one twice with different roles is refused
   */
  addOrUpdateParticipants(roomId: string, participants: RoomParticipantPatch[], options?: AddOrUpdateParticipantsOptions): Promise<void>;
  /**
   * Removes participants. Removing someone who is not in the room is no error.
   * @param participants - identifiers, or participants (of whom only the id counts)
   */
  removeParticipants(
    roomId: string,
    participants: (CommunicationIdentifier | { id: CommunicationIdentifier })[],
    options?: RemoveParticipantsOptions,
  ): Promise<void>;

  /** Lets go of the client's memory. Calls in flight finish; later calls reject. May be called twice. Optional. */
  free(): void;
  /** The same as `free()`, for `using`. */
  [Symbol.dispose](): void;
}
