import type { OperationOptions, RequestEvent, RetryEvent, RoomsClient } from 'acs-rooms';
import type { OwnClientOptions } from '../connection/backend.ts';
import type { ItemContext } from './job.svelte.ts';
import { newId } from '../kit/new-id.ts';

/** Somebody waits for one call; nobody waits for one of two thousand. So each is repeated more often than usual. */
const RETRIES = { maxRetries: 8, retryDelayInMs: 500, maxRetryDelayInMs: 60_000 };

/** The client's own id of a call is only known once it was sent, so the job gives one. */
const ID_HEADER = 'x-ms-client-request-id';

/** Makes a client with these options. */
export type ConnectOwn = (options: OwnClientOptions) => Promise<RoomsClient>;

/** Hears of the attempts of one call. */
export type AttemptHooks = Pick<OwnClientOptions, 'onSend' | 'onRetry'>;

/** The client of a job, and what tells which item an attempt was for. */
export class BulkClient {
  readonly #connectOwn: ConnectOwn;
  readonly #calls = new Map<string, { context: ItemContext; hooks: AttemptHooks }>();
  #client: Promise<RoomsClient> | undefined;

  constructor(connectOwn: ConnectOwn) {
    this.#connectOwn = connectOwn;
  }

  #connect(): Promise<RoomsClient> {
    // A download that failed is tried again by the next item.
    this.#client ??= this.#connectOwn({
      retryOptions: RETRIES,
      onSend: (headers) => this.#calls.get(headers.get(ID_HEADER) ?? '')?.hooks.onSend?.(headers),
      onRetry: (event) => this.#retried(event),
    }).catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }

  #callOf({ request }: RequestEvent) {
    return this.#calls.get(request.headers[ID_HEADER] ?? '');
  }

  #retried(event: RetryEvent): void {
    const call = this.#callOf(event);
    call?.context.retried(event.statusCode === 429 || event.statusCode === 503);
    call?.hooks.onRetry?.(event);
  }

  /** Makes one call for an item: it ends when the job is cancelled, and its retries are counted for the item. */
  async call<R>(context: ItemContext, make: (client: RoomsClient, options: OperationOptions) => Promise<R>, hooks: AttemptHooks = {}): Promise<R> {
    const id = newId();
    this.#calls.set(id, { context, hooks });
    try {
      return await make(await this.#connect(), { abortSignal: context.signal, requestOptions: { customHeaders: { [ID_HEADER]: id } } });
    } finally {
      this.#calls.delete(id);
    }
  }
}
