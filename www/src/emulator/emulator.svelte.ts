import type { Clock } from '../app/clock.svelte.ts';
import type { Connection } from '../connection/connection.svelte.ts';
import type { EmulatorControls, EmulatorStatus } from './controls.ts';

/** The emulator that the page is connected to, if it is one, as it was when it was last looked at. */
export class Emulator {
  readonly #connection: Connection;
  readonly #clock: Pick<Clock, 'follow'>;
  status = $state.raw<EmulatorStatus>({ advancedInMs: 0, faults: [] });

  /** @param clock - follows the emulator's. */
  constructor(connection: Connection, clock: Pick<Clock, 'follow'>) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /** Does something to the emulator, and shows what it is like then. */
  async do<T>(action: (controls: EmulatorControls) => Promise<T>): Promise<T> {
    await this.#connection.connect();
    const controls = this.#connection.backend?.controls;
    if (!controls) throw new Error('What the page is connected to is no emulator that it can control.');
    try {
      return await action(controls);
    } finally {
      this.status = await controls.status();
      this.#clock.follow(this.status.advancedInMs);
    }
  }

  /** Looks at the emulator, if there is one. */
  async look(): Promise<void> {
    if (this.#connection.backend?.controls) await this.do(async () => {}).catch(() => {});
  }
}
