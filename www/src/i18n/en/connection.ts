import { plurals } from '../plural.ts';

const count = plurals('en');

/** What the page is connected to, and what it asks before something is destroyed there. */
export const connection = {
  label: 'Connection',
  actions: 'Emulator actions',
  connecting: 'Connecting…',
  names: {
    embedded: 'Emulator in this browser',
    emulator: 'Emulator of the command',
    proxyEmulator: 'Emulator behind the proxy',
    production: 'Production',
  },
  endpoint: 'Endpoint',
  kept: {
    browser: 'Rooms are kept in this browser.',
    memoryOtherTab: 'Another tab has the kept rooms. Here they live in memory: a reload drops them.',
    memoryFailed: 'This browser offers no storage. Rooms live in memory: a reload drops them.',
    file: 'Rooms are kept in the command’s data file.',
    memory: 'Rooms live as long as the command runs.',
    elsewhere: 'Rooms are not real. What is changed here changes there.',
    production: 'Real rooms: what is changed here takes effect at once.',
  },
  takeOver: 'Take over',
  storageFailed: (message: string) => `This browser could not keep the last change (${message}). The emulator takes no more until the page is reloaded.`,
  reload: 'Reload',
  lost: {
    unreachable: 'The server that gave this page does not answer.',
    session: 'This page is no longer let in. Open the link that the command printed last.',
    refused: 'The server refuses this page.',
  },
  failed: {
    unreachable: 'The server does not answer',
    session: 'This page needs the link of the command',
    refused: 'The server cannot be used',
  },
  failedBody: {
    unreachable: 'Start “npx acs-rooms admin” again if it has ended, or look at the network.',
    session: 'Only who opens the link that “npx acs-rooms admin” prints may see rooms. Each link works once; start the command again for another.',
    refused: 'It answers something that this page does not understand.',
  },
  sample: 'Load sample rooms',
  sampleDone: (rooms: number) => count(rooms, { one: '# sample room created', other: '# sample rooms created' }),
  controls: 'Emulator controls',
  reset: 'Delete everything',
  resetTitle: 'Delete everything in the emulator?',
  resetBody: 'All rooms and participants of the emulator are gone at once, faults are cleared, and the clock goes back to the present. This cannot be undone.',
  resetDone: 'The emulator is empty.',
  timeAhead: (distance: string) => `Clock ${distance} ahead`,
  faultsWaiting: (faults: number) => count(faults, { one: '# fault waiting', other: '# faults waiting' }),
};

/** Before something is destroyed on a production resource. */
export const confirm = {
  production: (host: string) => `This is production: ${host}`,
  typeRoomId: 'To confirm, type the room id',
  typeCount: 'To confirm, type the number of rooms',
};
