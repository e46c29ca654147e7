import type { CommunicationRoom } from 'acs-rooms';
import { Connection } from './core/connection.ts';
import type { EmulatorControls, EmulatorStatus } from './core/emulator.ts';
import { toFailure } from './core/failure.ts';
import { makeFormat, type Format } from './core/format.ts';
import { lookUp } from './core/look-up.ts';
import { Preferences, type Language } from './core/preferences.ts';
import { RoomsStore } from './core/rooms.ts';
import { createSampleRooms } from './core/sample.ts';
import { Router } from './core/router.ts';
import { followTickets, Session, takeTicket } from './core/session.ts';
import { distance, roomState, turningPoint } from './core/time.ts';
import type { SnippetLanguage } from './core/snippets.ts';
import { WireLog } from './core/wire.ts';
import { en, type Catalogue } from './i18n/en.ts';
import { fr } from './i18n/fr.ts';
import { reactive } from './kit/reactive.svelte.ts';

/** What every view shares. Functions that are read in a component keep it up to date. */

function storage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

const log = new WireLog();
/** The calls that went out. */
export const wire = reactive(log);

followTickets(window);
/** What the page is connected to; `backend.connect()` gives the client. Read it through `connection()` in components. */
export const backend = new Connection({
  base: document.baseURI,
  session: new Session(storage()),
  // Before the router looks at the address.
  ticket: takeTicket(window),
  listener: log,
});
export const connection = reactive(backend);

export const rooms = reactive(new RoomsStore(backend.connect));
export const router = reactive(new Router(window));
export const preferences = reactive(new Preferences(storage(), navigator.languages));

const CATALOGUES: Record<Language, Catalogue> = { en, fr };

/** The browser's own tag of the language, if it has one: its region decides how dates are written. */
function localeOf(language: Language): string {
  return navigator.languages.find((tag) => tag.toLowerCase().startsWith(language)) ?? language;
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const formats = new Map<Language, Format>();

/** The texts in the chosen language. */
export function t(): Catalogue {
  return CATALOGUES[preferences().values.language];
}

/** A role in the chosen language. One that the page does not know yet is shown as the service writes it. */
export function roleName(role: string): string {
  return lookUp(t().participants.roles, role) ?? role;
}

/** The formatters in the chosen language. */
export function format(): Format {
  const { language } = preferences().values;
  let made = formats.get(language);
  if (!made) formats.set(language, (made = makeFormat(localeOf(language), zone)));
  return made;
}

/** "in 2 days", "3 hours ago", and words for what is under half a minute away. */
export function relative(date: Date): string {
  const { value, unit } = distance(clock.now, date.getTime());
  if (value === 0) return date.getTime() < clock.now ? t().aMomentAgo : t().inAMoment;
  return format().relative(value, unit);
}

/** What happens next in a room, or happened last: "Ends in 2 hours". */
export function stateWords(room: CommunicationRoom): string {
  const words = { active: t().ends, scheduled: t().starts, expired: t().ended }[roomState(room, clock.now)];
  return words(relative(turningPoint(room, clock.now)));
}

/** What the date means for the room, seen from now: "Started 2 days ago", "Ends in 3 hours". */
export function dateWords(date: Date, edge: 'validFrom' | 'validUntil'): string {
  const past = date.getTime() <= clock.now;
  const { startsAt, startedAt, endsAt, endedAt } = t().validity;
  const words = edge === 'validFrom' ? (past ? startedAt : startsAt) : past ? endedAt : endsAt;
  return words(relative(date));
}

/** The locale in which date fields are written. */
export function locale(): string {
  return localeOf(preferences().values.language);
}

class Clock {
  #now = $state(Date.now());
  #aheadInMs = 0;

  constructor() {
    const tick = () => this.tick();
    setInterval(tick, 10_000);
    // Timers sleep in hidden tabs.
    document.addEventListener('visibilitychange', tick);
  }

  /**
   * The rooms' time in milliseconds since 1970, renewed often enough for words such as "in 5 minutes". It is the
   * emulator's where that was put forward, so nothing that is about rooms may ask `Date.now()`.
   */
  get now(): number {
    return this.#now;
  }

  /** Renews `now` at once. */
  tick(): void {
    this.#now = Date.now() + this.#aheadInMs;
  }

  /** Follows an emulator whose clock was put forward by so much. */
  follow(aheadInMs: number): void {
    this.#aheadInMs = aheadInMs;
    this.tick();
  }
}

export const clock = new Clock();

export interface Toast {
  id: number;
  text: string;
  tone: 'done' | 'failed';
  action?: { label: string; run: () => void };
}

class Toasts {
  items = $state<Toast[]>([]);
  #last = 0;

  show(text: string, options: Partial<Pick<Toast, 'tone' | 'action'>> = {}): void {
    const id = ++this.#last;
    this.items = [...this.items.slice(-2), { id, text, tone: 'done', ...options }];
    // Long enough to read and to reach the action by keyboard.
    setTimeout(() => this.dismiss(id), options.action ? 12_000 : 5_000);
  }

  dismiss(id: number): void {
    this.items = this.items.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();

/** Which dialog is open. One at a time; they are opened from the table, the panel and the keyboard. */
export type OpenDialog =
  | { kind: 'create' }
  | { kind: 'edit'; roomId: string }
  | { kind: 'delete'; roomId: string }
  | { kind: 'keyboard' }
  | { kind: 'reset' }
  | { kind: 'emulator' }
  | { kind: 'bulk'; action: 'delete' | 'extend' | 'add' | 'remove' }
  | { kind: 'import' }
  | { kind: 'export' }
  | { kind: 'run' };

class Dialogs {
  open = $state<OpenDialog | undefined>(undefined);
  #isOpen = false;

  /** For what is being taken off the page: there, `open` still reads as it was before. */
  isOpen(): boolean {
    return this.#isOpen;
  }

  show(dialog: OpenDialog): void {
    this.open = dialog;
    this.#isOpen = true;
  }

  close(): void {
    this.open = undefined;
    this.#isOpen = false;
  }
}

export const dialogs = new Dialogs();

class Panels {
  /** Whether the calls are shown. */
  wire = $state(false);
  /** In which language calls are copied. */
  snippet = $state<SnippetLanguage>('curl');

  toggleWire(): void {
    this.wire = !this.wire;
  }
}

export const panels = new Panels();

/** Copies and says so; every copy in the page goes through here. */
export async function copyText(text: string, said: string = t().copied): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    toasts.show(said);
    return true;
  } catch {
    toasts.show(t().copyFailed, { tone: 'failed' });
    return false;
  }
}

const SAMPLE_ROOMS = 60;

class EmulatorState {
  status = $state.raw<EmulatorStatus>({ advancedInMs: 0, faults: [] });

  /** Does something to the emulator, and shows what it is like then. */
  async do<T>(action: (controls: EmulatorControls) => Promise<T>): Promise<T> {
    await backend.connect();
    const controls = backend.backend?.controls;
    if (!controls) throw new Error('What the page is connected to is no emulator that it can control.');
    try {
      return await action(controls);
    } finally {
      this.status = await controls.status();
      clock.follow(this.status.advancedInMs);
    }
  }

  /** Looks at the emulator, if there is one. */
  async look(): Promise<void> {
    if (backend.backend?.controls) await this.do(async () => {}).catch(() => {});
  }
}

export const emulator = new EmulatorState();
// The clock may have been put forward before the page was opened.
void backend.connect().then(() => emulator.look(), () => {});

class Samples {
  running = $state(false);

  /** Fills the emulator and shows what is there then. */
  async load(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      await createSampleRooms(await backend.connect(), SAMPLE_ROOMS, clock.now);
      toasts.show(t().connection.sampleDone(SAMPLE_ROOMS));
    } catch (error) {
      toasts.show(toFailure(error).message, { tone: 'failed' });
    } finally {
      this.running = false;
    }
    await rooms().refresh();
  }
}

export const samples = new Samples();
