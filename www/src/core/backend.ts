import { RoomsClient, type RoomsClientOptions } from 'acs-rooms';

/** Gives the client, at once or when it is there. */
export type Connect = () => RoomsClient | Promise<RoomsClient>;

/** What a client for many calls in a row sets for itself. */
export type OwnClientOptions = Pick<RoomsClientOptions, 'retryOptions' | 'onRetry'>;

/** What the page talks to. */
export interface Backend {
  kind: 'emulator';
  /** Shown in the banner; never holds a key. */
  endpoint: string;
  connect: Connect;
  /** Makes a client of its own, with retries and hooks of its own. */
  connectOwn(options: OwnClientOptions): Promise<RoomsClient>;
  /** Forgets all rooms of the emulator. */
  reset(): Promise<void>;
}

const EMULATOR_ENDPOINT = 'https://emulator.localhost/';

/**
 * The emulator inside the page: it needs no server, and its rooms live as long as the page.
 * It is the largest part of what is downloaded, so the page is shown before it comes.
 */
export function connectToEmulator(): Backend {
  let started: ReturnType<typeof start> | undefined;

  async function start() {
    const { RoomsEmulator } = await import('acs-rooms/emulator');
    const emulator = new RoomsEmulator({ endpoint: EMULATOR_ENDPOINT });
    const makeClient = (options: OwnClientOptions = {}) => new RoomsClient(emulator.connectionString, { fetch: emulator.fetch, ...options });
    return { emulator, makeClient, client: makeClient() };
  }

  function get() {
    // A download that failed is tried again by the next call.
    started ??= start().catch((error: unknown) => {
      started = undefined;
      throw error;
    });
    return started;
  }

  return {
    kind: 'emulator',
    endpoint: EMULATOR_ENDPOINT,
    connect: async () => (await get()).client,
    connectOwn: async (options) => (await get()).makeClient(options),
    reset: async () => (await get()).emulator.reset(),
  };
}
