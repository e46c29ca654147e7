import type { RoomsClient } from 'acs-rooms';
import { embeddedBackend, serverBackend, type Backend, type Listener } from './backend.ts';
import type { ConnectOwn } from '../bulk/client.ts';
import { OwnServer, Trouble } from './server.ts';
import type { Session } from './session.ts';

export type ConnectionPhase = 'connecting' | 'connected' | 'failed';

interface Settings {
  /** Address of the page: what the server offers is beside it. */
  base: string;
  session: Session;
  /** From the link that the command prints. */
  ticket: string | undefined;
  listener: Listener;
  /** Instead of the global `fetch`, for tests. */
  fetch?: ConstructorParameters<typeof OwnServer>[3];
}

/** What the page is connected to, and whether it still is. */
export class Connection {
  readonly #settings: Settings;
  readonly #server: OwnServer;
  #ticket: string | undefined;
  #connecting: Promise<Backend> | undefined;

  phase = $state<ConnectionPhase>('connecting');
  backend = $state.raw<Backend>();
  /** Why there is no connection, or that it was lost. */
  trouble = $state.raw<Trouble>();
  /** What the browser said when it could not keep a change of the embedded emulator. */
  storageFailure = $state<string>();

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#ticket = settings.ticket;
    this.#server = new OwnServer(settings.base, settings.session, (trouble) => this.#reached(trouble), settings.fetch);
  }

  /** The client; connects when that was not done, and tries again when it failed. */
  readonly connect = async (): Promise<RoomsClient> => (await this.#get()).client;

  /** A client with retries and a hook of its own, for many calls in a row. */
  readonly connectOwn: ConnectOwn = async (options) => (await this.#get()).makeClient(options);

  /** Asks the server anew whether it is there. */
  readonly retry = async (): Promise<void> => {
    if (this.phase === 'connected' && this.backend?.kind !== 'embedded') {
      await this.#server.info().catch(() => {});
      return;
    }
    await this.connect().catch(() => {});
  };

  get isProduction(): boolean {
    return this.backend?.environment === 'production';
  }

  /** Name of the resource's host, for people. */
  get host(): string {
    return this.backend ? new URL(this.backend.endpoint).host : '';
  }

  #get(): Promise<Backend> {
    this.#connecting ??= this.#start();
    return this.#connecting;
  }

  async #start(): Promise<Backend> {
    this.phase = 'connecting';
    this.trouble = undefined;
    try {
      await this.#enter();
      const info = await this.#server.info();
      this.backend =
        info.kind === 'embedded'
          ? await embeddedBackend(this.#settings.listener, (error) => this.#storageFailed(error))
          : serverBackend(info, this.#server, this.#settings.listener);
      this.phase = 'connected';
      return this.backend;
    } catch (error) {
      this.#connecting = undefined;
      this.phase = 'failed';
      this.trouble = error instanceof Trouble ? error : new Trouble('unreachable', error instanceof Error ? error.message : String(error));
      throw this.trouble;
    }
  }

  /** A ticket is good once: when the server says no, the session that the browser has may still be good. */
  async #enter(): Promise<void> {
    if (!this.#ticket) return;
    const ticket = this.#ticket;
    try {
      await this.#server.enter(ticket);
      this.#ticket = undefined;
    } catch (error) {
      if (error instanceof Trouble && error.reason === 'unreachable') throw error;
      this.#ticket = undefined;
    }
  }

  #reached(trouble: Trouble | undefined): void {
    if (this.phase !== 'connected' || trouble?.reason === this.trouble?.reason) return;
    this.trouble = trouble;
  }

  #storageFailed(error: unknown): void {
    this.storageFailure = error instanceof Error ? error.message : String(error);
  }
}
