/**
 * Types that pages, Node and Workers have, each from a place of its own, by the names that they have there. Where a program has
 * none of them (neither the library `dom` nor `@types/node`), they are `any`.
 */

/** `Request` of the platform. */
export type Request = typeof globalThis extends { Request: { prototype: infer T } } ? T : any;
/** What `fetch` of the platform takes as its second argument. */
export type RequestInit = typeof globalThis extends { fetch(input: any, init?: infer T): any } ? NonNullable<T> : any;
/** `Response` of the platform. */
export type Response = typeof globalThis extends { Response: { prototype: infer T } } ? T : any;
/** `URL` of the platform. */
export type URL = typeof globalThis extends { URL: { prototype: infer T } } ? T : any;
