import type { OperationOptions, RetryEvent, RoomsClient } from 'acs-rooms';
import type { OwnClientOptions } from './backend.ts';
import type { ItemContext } from './bulk.ts';

/** Somebody waits for one call; nobody waits for one of two thousand. So each is repeated more often than usual. */
const RETRIES = { maxRetries: 8, retryDelayInMs: 500, maxRetryDelayInMs: 60_000 };

/** The client's own id of a call is only known once it was sent, so the job gives one. */
const ID_HEADER = 'x-ms-client-request-id';

/** Makes a client with these options. */
export type ConnectOwn = (options: OwnClientOptions) => Promise<RoomsClient>;

/** The client of a job, and what tells which item a repeated call was for. */
export class BulkClient {
  readonly #connectOwn: ConnectOwn;
  readonly #calls = new Map<string, ItemContext>();
  #client: Promise<RoomsClient> | undefined;

  constructor(connectOwn: ConnectOwn) {
    this.#connectOwn = connectOwn;
  }

  #connect(): Promise<RoomsClient> {
    // A download that failed is tried again by the next item.
    this.#client ??= this.#connectOwn({ retryOptions: RETRIES, onRetry: (event) => this.#retried(event) }).catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }

  #retried({ request, statusCode }: RetryEvent): void {
    this.#calls.get(request.headers[ID_HEADER] ?? '')?.retried(statusCode === 429 || statusCode === 503);
  }

  /** Makes one call for an item: it ends when the job is cancelled, and its retries are counted for the item. */
  async call<R>(context: ItemContext, make: (client: RoomsClient, options: OperationOptions) => Promise<R>): Promise<R> {
    const id = crypto.randomUUID();
    this.#calls.set(id, context);
    try {
      return await make(await this.#connect(), { abortSignal: context.signal, requestOptions: { customHeaders: { [ID_HEADER]: id } } });
    } finally {
      this.#calls.delete(id);
    }
  }
}
