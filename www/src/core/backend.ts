import { RoomsClient } from 'acs-rooms';
import { RoomsEmulator } from 'acs-rooms/emulator';

/** What the page talks to. */
export interface Backend {
  kind: 'emulator';
  /** Shown in the banner; never holds a key. */
  endpoint: string;
  client: RoomsClient;
  /** Forgets all rooms of the emulator. */
  reset(): void;
}

/** The emulator inside the page: it needs no server, and its rooms live as long as the page. */
export function connectToEmulator(): Backend {
  const emulator = new RoomsEmulator();
  const client = new RoomsClient(emulator.connectionString, { fetch: emulator.fetch });
  return { kind: 'emulator', endpoint: emulator.endpoint, client, reset: () => emulator.reset() };
}
