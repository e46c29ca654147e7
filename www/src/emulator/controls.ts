import type { EmulatorFault, RoomsEmulator } from 'acs-rooms/emulator';
import type { OwnServer } from '../connection/server.ts';

/** What the page can do with an emulator that no service can do. */
export interface EmulatorControls {
  /** How far the rooms' clock was put forward, and the faults that wait for requests. */
  status(): Promise<EmulatorStatus>;
  advanceTime(ms: number): Promise<void>;
  injectFault(fault: EmulatorFault): Promise<void>;
  clearFaults(): Promise<void>;
  /** Forgets rooms, faults and that time was put forward. */
  reset(): Promise<void>;
  exportState(): Promise<string>;
  /** @throws Error that tells which line is wrong. */
  importState(state: string): Promise<void>;
}

export interface EmulatorStatus {
  advancedInMs: number;
  faults: EmulatorFault[];
}

/** The emulator inside the page. */
export function embeddedControls(emulator: RoomsEmulator): EmulatorControls {
  return {
    status: async () => ({ advancedInMs: emulator.advancedInMs, faults: emulator.faults() }),
    advanceTime: async (ms) => emulator.advanceTime(ms),
    injectFault: async (fault) => emulator.injectFault(fault),
    clearFaults: async () => emulator.clearFaults(),
    reset: async () => emulator.reset(),
    exportState: async () => emulator.exportState(),
    importState: async (state) => emulator.importState(state),
  };
}

/** The emulator inside `npx acs-rooms admin`. */
export function remoteControls(server: OwnServer): EmulatorControls {
  const call = (method: string, name: string, body?: string) => server.call(method, `api/emulator/${name}`, body);
  return {
    status: async () => (await (await call('GET', 'status')).json()) as EmulatorStatus,
    advanceTime: async (ms) => void (await call('POST', 'time', JSON.stringify({ advanceInMs: ms }))),
    injectFault: async (fault) => void (await call('POST', 'faults', JSON.stringify(fault))),
    clearFaults: async () => void (await call('DELETE', 'faults')),
    reset: async () => void (await call('POST', 'reset')),
    exportState: async () => (await call('GET', 'state')).text(),
    importState: async (state) => void (await call('PUT', 'state', state)),
  };
}
