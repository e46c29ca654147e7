import { RoomsClient } from 'acs-rooms';
import type { RoomsEmulator } from 'acs-rooms/emulator';

/** Gives the client, at once or when it is there. */
export type Connect = () => RoomsClient | Promise<RoomsClient>;

/** What the page talks to. */
export interface Backend {
  kind: 'emulator';
  /** Shown in the banner; never holds a key. */
  endpoint: string;
  connect: Connect;
  /** Forgets all rooms of the emulator. */
  reset(): Promise<void>;
}

const EMULATOR_ENDPOINT = 'https://emulator.localhost/';

/**
 * The emulator inside the page: it needs no server, and its rooms live as long as the page.
 * It is the largest part of what is downloaded, so the page is shown before it comes.
 */
export function connectToEmulator(): Backend {
  let started: Promise<{ emulator: RoomsEmulator; client: RoomsClient }> | undefined;

  async function start() {
    const { RoomsEmulator } = await import('acs-rooms/emulator');
    const emulator = new RoomsEmulator({ endpoint: EMULATOR_ENDPOINT });
    return { emulator, client: new RoomsClient(emulator.connectionString, { fetch: emulator.fetch }) };
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
    reset: async () => (await get()).emulator.reset(),
  };
}
