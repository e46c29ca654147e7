import { RoomsClient } from 'acs-rooms';

/** What the page talks to. */
export interface Backend {
  kind: 'emulator';
  /** Shown in the banner; never holds a key. */
  endpoint: string;
  /** Comes later than the page: the emulator is the largest part of what is downloaded, and the page need not wait for it to be seen. */
  client: Promise<RoomsClient>;
  /** Forgets all rooms of the emulator. */
  reset(): Promise<void>;
}

const EMULATOR_ENDPOINT = 'https://emulator.localhost/';

/** The emulator inside the page: it needs no server, and its rooms live as long as the page. */
export function connectToEmulator(): Backend {
  const emulator = import('acs-rooms/emulator').then(({ RoomsEmulator }) => new RoomsEmulator({ endpoint: EMULATOR_ENDPOINT }));
  return {
    kind: 'emulator',
    endpoint: EMULATOR_ENDPOINT,
    client: emulator.then(({ connectionString, fetch }) => new RoomsClient(connectionString, { fetch })),
    reset: async () => (await emulator).reset(),
  };
}
