import { RoomsClient, type RoomsClientOptions } from 'acs-rooms';
import type { BrowserJournal, EmulatorJournal } from 'acs-rooms/emulator';
import { embeddedControls, remoteControls, type EmulatorControls } from '../emulator/controls.ts';
import { PROXY_PATH, type OwnServer, type ServerInfo } from './server.ts';

/** Gives the client, at once or when it is there. */
export type Connect = () => RoomsClient | Promise<RoomsClient>;

/** What a client for many calls in a row sets for itself. */
export type OwnClientOptions = Pick<RoomsClientOptions, 'retryOptions' | 'onRequest' | 'onRetry'> & {
  /** Hears of each attempt with the headers as they go out; those of the hooks leave most of them out. */
  onSend?: (headers: Headers) => void;
};

/** Hooks of the client. */
export type Hooks = Pick<RoomsClientOptions, 'onRequest' | 'onResponse' | 'onRetry'>;

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Hears of everything that is sent. */
export interface Listener {
  hooks: Hooks;
  /** A `fetch` that listens to another. */
  watch(fetch: Fetch): Fetch;
}

/** Where an emulator's rooms are kept. `memoryOtherTab`: another tab has the browser's. `memoryFailed`: the browser has none to give. */
export type Kept = 'browser' | 'memoryOtherTab' | 'memoryFailed' | 'file' | 'memory';

/** What answers the page's calls. */
export interface Backend {
  kind: ServerInfo['kind'];
  environment: 'emulator' | 'production';
  /** Shown in the banner; never holds a key. */
  endpoint: string;
  client: RoomsClient;
  /** Makes a client of its own, with retries and a hook of its own. */
  makeClient(options: OwnClientOptions): RoomsClient;
  /** Of emulators whose insides the page can reach. */
  controls?: EmulatorControls;
  kept?: Kept;
}

const EMBEDDED_ENDPOINT = 'https://emulator.localhost/';

/**
 * The emulator inside the page: it needs no server. It is the largest part of what is downloaded, so the page is shown
 * before it comes.
 * @param storageFailed hears when the browser could not keep a change.
 */
export async function embeddedBackend(listener: Listener, storageFailed: (error: unknown) => void): Promise<Backend> {
  const { RoomsEmulator, openBrowserJournal } = await import('acs-rooms/emulator');
  const { journal, kept } = await openBrowserJournal().then(
    (journal) => ({ journal: watched(journal, storageFailed), kept: 'browser' as const }),
    (error: { code?: unknown }) => ({ journal: undefined, kept: error.code === 'JOURNAL_IN_USE' ? ('memoryOtherTab' as const) : ('memoryFailed' as const) }),
  );
  const emulator = new RoomsEmulator({ endpoint: EMBEDDED_ENDPOINT, journal });
  const makeClient = (options: OwnClientOptions = {}) => new RoomsClient(emulator.connectionString, heard(listener, emulator.fetch, options));
  return {
    kind: 'embedded',
    environment: 'emulator',
    endpoint: EMBEDDED_ENDPOINT,
    client: makeClient(),
    makeClient,
    controls: embeddedControls(emulator),
    kept,
  };
}

/** Options of a client whose every request is heard, also by hooks of its own. */
function heard({ hooks, watch }: Listener, fetch: Fetch, { retryOptions, onRequest, onRetry, onSend }: OwnClientOptions): RoomsClientOptions {
  return {
    retryOptions,
    onRequest: (event) => {
      hooks.onRequest?.(event);
      onRequest?.(event);
    },
    onResponse: hooks.onResponse,
    onRetry: (event) => {
      hooks.onRetry?.(event);
      onRetry?.(event);
    },
    fetch: watch(sendingThrough(fetch, onSend)),
  };
}

/** A `fetch` that tells the headers of each request before it is sent. */
export function sendingThrough(fetch: Fetch, onSend: OwnClientOptions['onSend']): Fetch {
  if (!onSend) return fetch;
  return (url, init) => {
    onSend(new Headers(init.headers));
    return fetch(url, init);
  };
}

function watched(journal: BrowserJournal, failed: (error: unknown) => void): EmulatorJournal {
  const watch = (written: Promise<void>) => {
    written.catch(failed);
    return written;
  };
  return {
    read: () => journal.read(),
    append: (line) => watch(journal.append(line)),
    replace: (lines) => watch(journal.replace(lines)),
  };
}

/** Whatever the page's own server stands before. */
export function serverBackend(info: Exclude<ServerInfo, { kind: 'embedded' }>, server: OwnServer, listener: Listener): Backend {
  const makeClient = (options: OwnClientOptions = {}) => RoomsClient.throughProxy(server.url(PROXY_PATH), heard(listener, server.fetch, options));
  const { kind, endpoint } = info;
  const clients = { client: makeClient(), makeClient };
  if (kind === 'proxy') return { ...clients, kind, endpoint, environment: info.environment };
  return { ...clients, kind, endpoint, environment: 'emulator', controls: remoteControls(server), kept: info.kept };
}
