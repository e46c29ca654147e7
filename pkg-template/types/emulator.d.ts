/// <reference lib="esnext.disposable" />

/**
 * A local emulator of Azure Communication Services Rooms and of the users and tokens around it, in-process: no network, no
 * account, no secret.
 *
 * ```js
 * import { RoomsClient } from "acs-rooms";
 * import { RoomsEmulator } from "acs-rooms/emulator";
 *
 * const emulator = new RoomsEmulator();
 * const client = new RoomsClient(emulator.connectionString, { fetch: emulator.fetch });
 * ```
 *
 * `npx acs-rooms emulator` serves the same over HTTP.
 *
 * @packageDocumentation
 */

import type { Request, RequestInit, Response, URL } from "./platform.js";

/**
 * Where the emulator keeps its rooms beyond its own life: lines of text, in order.
 *
 * `append` is called before a change is made. When it throws, the change is not made and the request rejects.
 * When it returns a promise, the change is made at once, and no answer leaves before the promise resolves; once
 * one has rejected, so does every request until `reset()`, since memory is then ahead of the journal.
 *
 * The functions must not call the emulator while it waits for them: that is a TypeError, and the change is not made. Its `fetch`
 * may be called, since it begins later.
 */
export interface EmulatorJournal {
  /**
   * The lines kept so far. Called once, when the emulator is made. When one of them cannot follow on those before it, such as a
   * second room with the same id, the constructor throws a TypeError that tells which.
   */
  read(): string[];
  /** Keeps one more line. */
  append(line: string): void | Promise<void>;
  /**
   * Keeps these lines instead of all before: either all of them or, when it fails, those before. Called with
   * fewer lines that make the same rooms when the emulator is made, and with none by `reset()`.
   */
  replace(lines: string[]): void | Promise<void>;
}

/** A journal in the browser's storage. */
export interface BrowserJournal extends EmulatorJournal {
  /** Keeps one more line; resolves when it is in the database. */
  append(line: string): Promise<void>;
  /** Keeps these lines instead of all before; resolves when they are in the database. */
  replace(lines: string[]): Promise<void>;
  /** Waits for what is being written and lets another page have the journal. */
  close(): Promise<void>;
}

/**
 * Opens a journal in the IndexedDB of a page or worker, for it alone.
 *
 * ```js
 * const emulator = new RoomsEmulator({ journal: await openBrowserJournal() });
 * ```
 *
 * A change that was answered is in the database, and the browser was asked to flush it to the disk: it outlives
 * the page, a crash of the tab and of the browser. It does not outlive what the browser may do to its storage:
 * the user clears it, a private window is closed, or space runs short (see `navigator.storage.persist()`).
 *
 * @param name - of the database. Default `"acs-rooms-emulator"`.
 * @throws Error with the `code` `"JOURNAL_IN_USE"` when another page or worker has it open (after waiting two
 * seconds, for a page being reloaded); without it where there is no IndexedDB or no Web Locks, as in Node.
 */
export declare function openBrowserJournal(name?: string): Promise<BrowserJournal>;

/** Options of {@link RoomsEmulator}. */
export interface RoomsEmulatorOptions {
  /** Where the emulator pretends to be: an absolute URL without a path. Default `"https://emulator.localhost/"`. */
  endpoint?: string | undefined;
  /** Access key, base64. Default a fixed key that everybody knows. */
  primaryKey?: string | undefined;
  /** Second access key, base64, to try rotation with. Default a fixed key that everybody knows. */
  secondaryKey?: string | undefined;
  /** Rooms are listed in pages of 30. Default false: short, irregular pages, as the service gives them. */
  fullPages?: boolean | undefined;
  /** Lengths of the pages of rooms, 0 to 30, over and over; 0 makes an empty page with a link. Default `[5, 3, 4]`. */
  pageSizes?: number[] | undefined;
  /** How far the date of a signature may be off, in milliseconds. Default 900,000 (15 minutes). `Infinity` allows any. */
  skewWindowInMs?: number | undefined;
  /** Refuses the known deviations of the official SDKs in signing and paging. Default false. */
  strict?: boolean | undefined;
  /** Answers cross-origin requests of web pages. Default true. */
  cors?: boolean | undefined;
  /** Status of deleting a room that was deleted before. Default 204, as recorded in 2023. */
  repeatedDeleteStatus?: 204 | 404 | undefined;
  /** How long an expired room can still be read, in milliseconds. Default 86,400,000 (24 hours). */
  gracePeriodInMs?: number | undefined;
  /** Longest body of a request, in bytes. Default 1,048,576. */
  maxBodyInBytes?: number | undefined;
  /**
   * Looks into Bearer tokens: each must be a JSON Web Token that has not expired (`exp`) and is for one of the
   * audiences (`aud`). Signatures of tokens are not checked. Default none: any token that could be one will do.
   */
  tokenVerifier?: EmulatorTokenVerifier | undefined;
  /**
   * Rooms refuse users that this emulator did not make, or that were deleted. Default false: any user of Communication Services
   * will do.
   */
  knownUsersOnly?: boolean | undefined;
  /**
   * How long a revoked token is still good, in milliseconds, at most 900,000. Default 0. The service takes up to 15 minutes, so
   * set those to see whether your code can bear them.
   */
  revocationDelayInMs?: number | undefined;
  /** Keeps rooms beyond the life of this object. Default none. */
  journal?: EmulatorJournal | undefined;
}

/** How Bearer tokens are checked. */
export interface EmulatorTokenVerifier {
  /** Default `"https://communication.azure.com/"`, with and without the slash. */
  audiences?: string[] | undefined;
}

/**
 * What goes wrong:
 *
 * | kind | effect | operation done? |
 * | --- | --- | --- |
 * | `status` | an error status, with or without a wait | no |
 * | `unauthorized` | 401 | no |
 * | `htmlPage` | a gateway's HTML page | no |
 * | `resetBeforeCommit` | a lost request: the connection breaks before the operation is done | no |
 * | `resetAfterCommit` | a lost answer: the connection breaks when the operation is done | yes |
 * | `truncatedBody` | the connection breaks after half of the body | yes |
 * | `invalidJson` | the body is broken JSON | yes |
 * | `slowHeaders` | the answer begins late | yes |
 * | `slowBody` | half of the body comes late | yes |
 * | `skewedDate` | the service's clock is off, in `Date` and when it checks signatures and first sendings | if it accepts the signature |
 */
export type EmulatorFaultKind =
  | "status"
  | "unauthorized"
  | "htmlPage"
  | "resetBeforeCommit"
  | "resetAfterCommit"
  | "truncatedBody"
  | "invalidJson"
  | "slowHeaders"
  | "slowBody"
  | "skewedDate";

/** A fault, and the requests it hits. */
export interface EmulatorFault {
  /** What goes wrong. */
  kind: EmulatorFaultKind;
  /** Only requests of this method. Default all but preflights. */
  method?: string | undefined;
  /** Only this path, without the query; `*` stands for one segment: `"/rooms/*"`. Default all. */
  path?: string | undefined;
  /** How many requests it hits. Default 1; `"always"` for `skewedDate`. */
  count?: number | "always" | undefined;
  /** Chance that it hits a request that fits, 0 to 1. Default 1. */
  probability?: number | undefined;
  /** For `status` (default 503) and `htmlPage` (default 502): 400 to 599. */
  status?: number | undefined;
  /** For `status`: the wait the client is told, in milliseconds. Default none. */
  retryAfterInMs?: number | undefined;
  /** How the wait is told: `Retry-After` in seconds (rounded up) or as a date, `retry-after-ms`, or `x-ms-retry-after-ms`. Default `"seconds"`. */
  retryAfterForm?: "seconds" | "date" | "ms" | "xMs" | undefined;
  /** For `slowHeaders` and `slowBody`, in milliseconds. Default 1000. */
  delayInMs?: number | undefined;
  /** For `skewedDate`: ahead by so many milliseconds, or behind when negative. Default 3,600,000 (one hour). */
  skewInMs?: number | undefined;
}

/** A request the emulator got. */
export interface EmulatorRequest {
  /** When, in milliseconds since 1970. */
  atInMs: number;
  /** In upper case. */
  method: string;
  /** Path and query. */
  target: string;
  /** Lower-case names and values. Signatures and tokens are replaced by `REDACTED`. */
  headers: [name: string, value: string][];
  /** As text; the first 64 KiB. `REDACTED` where it holds a token. */
  body: string;
  /** What was answered; undefined when the connection was broken before an answer. */
  status?: number;
  /** The fault that hit it. */
  fault?: EmulatorFaultKind;
}

/** A request for {@link RoomsEmulator.handle}. */
export interface EmulatorHandleRequest {
  /** Upper case. */
  method: string;
  /** Path and query exactly as they came. */
  target: string;
  /** Scheme the client used; links in answers have the same. */
  scheme: "http" | "https";
  /** Exactly as they came, `Host` among them. */
  headers: [name: string, value: string][];
  /** The bytes of the body; none is an empty array. */
  body: Uint8Array;
}

/** How a server is to carry an answer; anything but `whole` comes of a fault. */
export type EmulatorDelivery =
  | { kind: "whole" }
  | { kind: "reset" }
  | { kind: "truncated" }
  | { kind: "slowHeaders"; delayInMs: number }
  | { kind: "slowBody"; delayInMs: number };

/** An answer of {@link RoomsEmulator.handle}. */
export interface EmulatorHandleResponse {
  /** HTTP status. */
  status: number;
  /** Names and values, in the order to send them. */
  headers: [name: string, value: string][];
  /** The bytes of the whole body, also when a part of it is to be sent. */
  body: Uint8Array;
  /** How to carry it. */
  delivery: EmulatorDelivery;
}

/** A user of the resource. */
export interface EmulatorUser {
  /** Raw id, `8:acs:…`. */
  id: string;
  /** When it was made, as the service writes times. */
  createdAt: string;
  /** When its tokens were revoked last, if that was within the last day: older tokens are over anyway. */
  revokedAt?: string;
}

/** Who would like to join what. */
export interface EmulatorJoinQuestion {
  /** Id of the room. */
  roomId: string;
  /** A token of the person, as `createUserAndToken` or `getToken` of an identity client gave it. */
  token: string;
}

/**
 * What can stand against joining:
 *
 * | reason | `at` |
 * | --- | --- |
 * | `roomUnknown`: no such room, or it was over long ago | |
 * | `roomDeleted` | |
 * | `tooEarly`: the room has not begun | when it begins |
 * | `tooLate`: the room is over | when it ended |
 * | `notOnRoster`: the user is no participant | |
 * | `tokenUnreadable`: no token that an emulator made, or altered | |
 * | `tokenExpired` | since when |
 * | `tokenRevoked` | since when |
 * | `keyRegenerated`: the access key that the token was made with is no more | |
 * | `scopeMissing`: neither `voip.join` nor `voip` | |
 * | `userDeleted` | since when |
 * | `userUnknown`: the token is of another emulator, or of a time before `reset()` | |
 * | `notCommunicationUser`: a Teams user's token | |
 */
export type EmulatorJoinReason =
  | "roomUnknown"
  | "roomDeleted"
  | "tooEarly"
  | "tooLate"
  | "notOnRoster"
  | "tokenUnreadable"
  | "tokenExpired"
  | "tokenRevoked"
  | "keyRegenerated"
  | "scopeMissing"
  | "userDeleted"
  | "userUnknown"
  | "notCommunicationUser";

/** One thing that stands against joining. */
export interface EmulatorJoinObjection {
  /** For programs. */
  reason: EmulatorJoinReason;
  /** For people; holds no token. */
  message: string;
  /** The time that belongs to it, if there is one. */
  at?: string;
}

/** Whether somebody can join. Times are as the service writes them: `2026-11-27T10:00:00.1234567+00:00`. */
export interface EmulatorJoinVerdict {
  /** Whether nothing stands against it. */
  joinable: boolean;
  /** When this was so, by the rooms' clock. */
  at: string;
  /** The token's user; absent when the token cannot be read. */
  userId?: string;
  /** What the user may do in the room; absent for who is not on its roster. Told also where something stands against joining. */
  role?: "Presenter" | "Attendee" | "Consumer" | "Collaborator";
  /** From when on the room can be joined; absent without a room. */
  validFrom?: string;
  /** Until when. */
  validUntil?: string;
  /** Until when the token is good: its own end, or the time from which on it is revoked. */
  expiresOn?: string;
  /** Everything that stands against it: of the room, of the token, of both. */
  reasons: EmulatorJoinObjection[];
}

/** A local Rooms and Identity service: one resource, its rooms, its users and its two access keys. */
export declare class RoomsEmulator {
  /**
   * An emulator without rooms, or with those of the journal.
   * @throws TypeError that names the option that is wrong.
   */
  constructor(options?: RoomsEmulatorOptions);

  /** Where the emulator pretends to be, with a trailing slash. */
  readonly endpoint: string;
  /**
   * `endpoint=…;accesskey=…` with the primary key as it is now. A client needs `fetch` beside it: at the default endpoint,
   * `emulator.localhost`, nobody listens.
   */
  readonly connectionString: string;
  /** The same with the secondary key. */
  readonly secondaryConnectionString: string;
  /** Longest body it takes. */
  readonly maxBodyInBytes: number;

  /**
   * Answers a request: give it to a client instead of the global `fetch`, or serve with it. Needs no `this`.
   * Any host is answered; the signature must be over the host of the URL, or of a `Host` header.
   */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

  /** Answers a request given with its raw target and headers. For servers; synchronous, so with a synchronous journal only. */
  handle(request: EmulatorHandleRequest): EmulatorHandleResponse;

  /**
   * Forgets rooms, users, faults, the last requests, regenerated keys, and that time was put forward; empties the journal.
   * Returns a promise when the journal does. Waits for no request: one that is under way, and that nobody awaited before,
   * may come after it.
   */
  reset(): void | Promise<void>;

  /**
   * Makes a new access key: what the one before signed is refused from now on, tokens of users among it. Not kept in the journal.
   * @returns the connection string with the new key.
   * @throws TypeError when it is neither.
   */
  regenerateKey(which: "primary" | "secondary"): string;

  /**
   * Puts the rooms' clock forward: rooms begin and expire, tokens of users expire, revocations act, new ones are made then,
   * and repeatable requests come to be five minutes old. The clock that dates answers and checks signatures stays, since
   * clients' clocks do. Returns a promise when the journal does.
   *
   * Your code's `Date.now()` stays, too: give dates as `Date.now() + emulator.advancedInMs`, or move both clocks with the fake
   * timers of your test runner instead.
   * @throws RangeError when `ms` is negative or no number, or all together more than 250,000,000,000,000: some 7,900
   * years, after which dates would have more than four digits for the year. Nothing is changed then.
   */
  advanceTime(ms: number): void | Promise<void>;

  /** How far the rooms' clock was put forward, in milliseconds: their time is `Date.now() + advancedInMs`. */
  readonly advancedInMs: number;

  /**
   * The whole state as text: rooms, participants, users and their revocations, remembered repeatable requests and the rooms'
   * clock; no keys, no tokens and no faults. It is a file for `npx acs-rooms emulator --data`, too.
   */
  exportState(): string;
  /**
   * Takes up a state that was exported, instead of its own. Keys, faults and the last requests stay. Returns a
   * promise when the journal does. Waits for no request, as `reset()`.
   * @throws TypeError that tells which line is wrong, by itself or after those before it; nothing is changed then.
   */
  importState(state: string): void | Promise<void>;

  /** The users that were made and not deleted, oldest first. The service itself has no list of them. */
  users(): EmulatorUser[];
  /**
   * Tells whether somebody can join a room now, in which role, and everything that stands against it. On Azure nobody tells:
   * there the call only ends.
   *
   * ```js
   * const { joinable, role, reasons } = emulator.join({ roomId: room.id, token });
   * ```
   *
   * The clock is the rooms': tokens, too, grow old by `advanceTime`.
   * @throws TypeError that names the field that is wrong.
   */
  join(question: EmulatorJoinQuestion): EmulatorJoinVerdict;

  /**
   * Lets requests to come go wrong. Faults wait in the order of being injected; a request is hit by the first that fits.
   * @throws TypeError that names the field that is wrong.
   */
  injectFault(fault: EmulatorFault): void;
  /** The faults that wait for requests, in their order; `count` is how many each will still hit. */
  faults(): EmulatorFault[];
  /** Removes all faults. */
  clearFaults(): void;

  /** The last 1000 requests, oldest first. */
  requests(): EmulatorRequest[];
  /** Forgets the requests. */
  clearRequests(): void;

  /**
   * Lets go of the emulator's memory. A `fetch` taken before goes on; all else throws from then on, but a second
   * `free()` does nothing. Optional.
   */
  free(): void;
  /** The same as `free()`, for `using`. */
  [Symbol.dispose](): void;
}

/** What an emulator tells of itself. */
export interface EmulatorStatus {
  /** How far the rooms' clock was put forward, in milliseconds. */
  advancedInMs: number;
  /** The faults that wait for requests, in their order. */
  faults: EmulatorFault[];
}

/**
 * The handle of an emulator in another process. Each method does what the one of {@link RoomsEmulator} does, and rejects with an
 * `Error` that has the emulator's own words.
 */
export interface RemoteEmulator {
  /** Where it listens, with a trailing slash. */
  readonly endpoint: string;
  /** How far the clock was put forward, and the faults that wait. */
  status(): Promise<EmulatorStatus>;
  /** The users that were made and not deleted, oldest first. */
  users(): Promise<EmulatorUser[]>;
  /** Tells whether somebody can join a room now, in which role, and everything that stands against it. */
  join(question: EmulatorJoinQuestion): Promise<EmulatorJoinVerdict>;
  /** The last 1000 requests, oldest first. */
  requests(): Promise<EmulatorRequest[]>;
  /** Forgets the requests. */
  clearRequests(): Promise<void>;
  /** Lets requests to come go wrong; resets and cuts are real ones, at the socket. */
  injectFault(fault: EmulatorFault): Promise<void>;
  /** Removes all faults. */
  clearFaults(): Promise<void>;
  /** Puts the rooms' clock forward. */
  advanceTime(ms: number): Promise<void>;
  /** Makes a new access key, and gives the connection string with it. */
  regenerateKey(which: "primary" | "secondary"): Promise<string>;
  /** The whole state as text. */
  exportState(): Promise<string>;
  /** Takes up a state instead of its own. */
  importState(state: string): Promise<void>;
  /** Forgets everything. */
  reset(): Promise<void>;
}

/**
 * The handle of an emulator that runs as `npx acs-rooms emulator --control`, for tests of pages and of programs in other languages.
 * @param endpoint - its address, such as `http://127.0.0.1:7080`, or the connection string that it printed
 * @throws TypeError when it is neither.
 */
export declare function connectEmulator(endpoint: string | URL): RemoteEmulator;
