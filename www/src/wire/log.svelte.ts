import type { RequestEvent, ResponseEvent, RetryEvent } from 'acs-rooms';
import type { Hooks, Listener } from '../connection/backend.ts';

/** Older calls are forgotten. */
export const CALLS_KEPT = 500;
/** Longer bodies are cut; they are only shown and copied. */
const BODY_KEPT = 256 * 1024;

/** One try of a call. */
export interface WireAttempt {
  /** Counts from 1. */
  number: number;
  /** Undefined as long as there is no answer, and when none came. */
  status?: number;
  durationInMs?: number;
  /** The service's id of the request. */
  requestId?: string;
  /** Why no answer came, in the words of the platform. */
  failure?: string;
  /** How long the client waits before it tries again. */
  retryInMs?: number;
}

export type WireOutcome = 'pending' | 'succeeded' | 'failed';

/** One call of the client, with all its attempts. Nothing in it is secret. */
export interface WireCall {
  /** Counts from 1 since the page was opened. */
  number: number;
  clientRequestId: string;
  startedAt: Date;
  method: string;
  /** Path and query of the API, wherever the request went. */
  path: string;
  body?: string;
  outcome: WireOutcome;
  attempts: readonly WireAttempt[];
}

/** The attempt that counts: the last one. */
export function lastAttempt(call: WireCall): WireAttempt | undefined {
  return call.attempts.at(-1);
}

/** The API's part of an address: `/rooms/…`, without the endpoint, or without what leads to the proxy. */
export function apiPath(url: string): string {
  const { pathname, search } = new URL(url);
  return (/\/rooms(?:\/[^/]+(?:\/participants)?)?$/.exec(pathname)?.[0] ?? pathname) + search;
}

/** The last calls, newest first. */
export class WireLog implements Listener {
  #calls = $state.raw<WireCall[]>([]);
  #last = $state(0);

  get calls(): readonly WireCall[] {
    return this.#calls;
  }

  /** How many there were since the page was opened. */
  get count(): number {
    return this.#last;
  }

  get failed(): number {
    return this.#calls.filter((call) => call.outcome === 'failed').length;
  }

  clear(): void {
    this.#calls = this.#calls.filter((call) => call.outcome === 'pending');
  }

  /** For the client: what it says of each attempt. */
  readonly hooks: Hooks = {
    onRequest: (event) => this.#sent(event),
    onResponse: (event) => this.#answered(event),
    onRetry: (event) => this.#retried(event),
  };

  /** The hooks tell neither of bodies nor of attempts that end without an answer; the `fetch` they go through does. */
  readonly watch: Listener['watch'] = (fetch) => async (url, init) => {
    const id = new Headers(init.headers).get('x-ms-client-request-id') ?? '';
    const body = typeof init.body === 'string' && init.body !== '' ? init.body.slice(0, BODY_KEPT) : undefined;
    if (body !== undefined) this.#update(id, (call) => ({ ...call, body }));
    const failed = (error: unknown) => {
      this.#unanswered(id, init.signal?.aborted ? 'aborted' : error instanceof Error ? error.message : String(error));
      throw error;
    };
    const response = await fetch(url, init).catch(failed);
    const text = response.text.bind(response);
    // The connection may still break in the middle of the body.
    Object.defineProperty(response, 'text', { value: () => text().catch(failed) });
    return response;
  };

  #sent({ attempt, clientRequestId, request }: RequestEvent): void {
    const known = attempt > 1 && this.#calls.some((call) => call.clientRequestId === clientRequestId && call.outcome === 'pending');
    if (known) {
      this.#update(clientRequestId, (call) => ({ ...call, attempts: [...call.attempts, { number: attempt }] }));
      return;
    }
    const call: WireCall = {
      number: (this.#last += 1),
      clientRequestId,
      startedAt: new Date(),
      method: request.method,
      path: apiPath(request.url),
      outcome: 'pending',
      attempts: [{ number: attempt }],
    };
    this.#calls = [call, ...this.#calls].slice(0, CALLS_KEPT);
  }

  #answered({ clientRequestId, statusCode, durationInMs, headers }: ResponseEvent): void {
    const requestId = headers['x-ms-request-id'] ?? headers['ms-cv'];
    const outcome = statusCode < 400 ? 'succeeded' : 'failed';
    this.#update(clientRequestId, (call) => ({ ...withLast(call, { status: statusCode, durationInMs, requestId }), outcome }));
  }

  #unanswered(clientRequestId: string, failure: string): void {
    this.#update(clientRequestId, (call) => ({ ...withLast(call, { failure, durationInMs: undefined }), outcome: 'failed' }));
  }

  /** What looked like the end was not. */
  #retried({ clientRequestId, delayInMs }: RetryEvent): void {
    this.#update(clientRequestId, (call) => ({ ...withLast(call, { retryInMs: delayInMs }), outcome: 'pending' }));
  }

  /** Changes the latest call of that id; the pages of a list may share one. */
  #update(clientRequestId: string, change: (call: WireCall) => WireCall): void {
    const index = this.#calls.findIndex((call) => call.clientRequestId === clientRequestId);
    const call = this.#calls[index];
    if (!call) return;
    this.#calls = this.#calls.with(index, change(call));
  }
}

function withLast(call: WireCall, facts: Partial<WireAttempt>): WireCall {
  const last = lastAttempt(call);
  return last ? { ...call, attempts: [...call.attempts.slice(0, -1), { ...last, ...facts }] } : call;
}
