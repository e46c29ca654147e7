import assert from 'node:assert/strict';
import { absent, attribute, present, testid, texts, until, type Surface } from './surface.ts';

/** What people do with many rooms, in steps that several tests take. */

export const USER = (last: string) => `8:acs:bbbcbc1e-9f06-482a-b5d8-20e3f26ef0cd_45ab2481-1c1c-4005-be24-0ffb879b113${last}`;

/** Opens a dialog of the menu beside "Create room". */
export async function openMenuItem(surface: Surface, item: 'import' | 'export' | 'show-runs'): Promise<void> {
  await surface.click(testid('rooms-menu'));
  await surface.click(testid(item));
  await until(surface, present('.dialog'));
}

/** Pastes rooms into the import and creates those that are good. The others are told in these words. */
export async function importRooms(surface: Surface, source: string, mistakes: string[] = []): Promise<void> {
  await until(surface, present(`${testid('count')}[data-read]`));
  await openMenuItem(surface, 'import');
  await surface.fill('#import-text', source);
  await until(surface, present(testid('import-summary')));
  assert.deepEqual((await texts(surface, `${testid('import-errors')} li`)).sort(), [...mistakes].sort());
  await surface.click(testid('submit'));
}

/** A table of rooms that end one after another, so that their order is known. */
export function roomsTable(count: number, participants = ''): string {
  const start = Date.now() + 3_600_000;
  const lines = Array.from({ length: count }, (_, index) => `,${new Date(start + index * 60_000).toISOString()},${index % 2 === 0},${participants}`);
  return `validFrom,validUntil,pstnDialOutEnabled,participants\n${lines.join('\n')}\n`;
}

export interface RunState {
  phase: string;
  total: number;
  done: number;
  failed: number;
  cancelled: number;
  interrupted: number;
  running: number;
  remaining: number;
  retries: number;
}

/** What the progress says. */
export async function runState(surface: Surface): Promise<RunState> {
  const data = await surface.evaluate<Record<string, string>>(`({ ...document.querySelector('${testid('run')}').dataset })`);
  const number = (name: string) => Number(data[name]);
  return {
    phase: data['phase'] ?? '',
    total: number('total'),
    done: number('done'),
    failed: number('failed'),
    cancelled: number('cancelled'),
    interrupted: number('interrupted'),
    running: number('running'),
    remaining: number('remaining'),
    retries: number('retries'),
  };
}

/** Waits for the end of the run that is shown. */
export async function runEnd(surface: Surface, longest?: number): Promise<RunState> {
  await until(surface, present(`${testid('run')}[data-phase="finished"]`), longest);
  return runState(surface);
}

export async function closeDialog(surface: Surface): Promise<void> {
  // A hint or a menu in the dialog takes the first Escape.
  for (let times = 0; times < 3 && (await surface.evaluate<boolean>(present('.dialog'))); times += 1) {
    await surface.press('Escape');
    await until(surface, absent('.dialog'), 1_000).catch(() => {});
  }
  await until(surface, absent('.dialog'), 1_000);
}

/** Fills the list by an import, and shows all of it. */
export async function fillRooms(surface: Surface, count: number, participants = '', longest?: number): Promise<void> {
  await importRooms(surface, roomsTable(count, participants));
  await runEnd(surface, longest);
  await closeDialog(surface);
  await until(surface, `document.querySelector('${testid('count')}').dataset.read === '${count}'`);
}

export async function selectedCount(surface: Surface): Promise<number> {
  const bar = await surface.evaluate<boolean>(present(testid('bulk-bar')));
  return bar ? Number(await attribute(surface, testid('bulk-bar'), 'data-selected')) : 0;
}

/** Selects everything in the list by the keyboard. */
export async function selectAll(surface: Surface): Promise<void> {
  await surface.evaluate(`document.querySelector('${testid('grid')}').focus()`);
  await surface.press('Control+a');
  await until(surface, present(testid('bulk-bar')));
}

/** Begins an action of the selection bar. */
export async function bulkAction(surface: Surface, action: 'extend' | 'add' | 'remove' | 'export' | 'delete'): Promise<void> {
  await surface.click(testid(`bulk-${action}`));
  await until(surface, present('.dialog'));
}

/** Keeps what the page would save, instead of saving it. */
export async function catchFiles(surface: Surface): Promise<void> {
  await surface.evaluate(`(() => {
    window.saved = [];
    const make = URL.createObjectURL.bind(URL);
    let last;
    URL.createObjectURL = (blob) => ((last = blob), make(blob));
    HTMLAnchorElement.prototype.click = function () {
      const name = this.download;
      last.text().then((text) => window.saved.push({ name, text }));
    };
  })()`);
}

export async function savedFile(surface: Surface, button: string): Promise<{ name: string; text: string }> {
  await surface.evaluate('void (window.saved.length = 0)');
  await surface.click(testid(button));
  await until(surface, 'window.saved.length === 1');
  return surface.evaluate('window.saved[0]');
}

export interface Fault {
  kind: string;
  /** An operation by the page's name for it. */
  target: string;
  status?: number;
  retryAfterInMs?: number;
  delayInMs?: number;
  /** Without, it hits every request until it is cleared. */
  count?: number;
  /** Chance in percent. Default 100. */
  percent?: number;
}

/** Injects a fault by the emulator's controls. */
export async function injectFault(surface: Surface, fault: Fault): Promise<void> {
  const controls = testid('emulator');
  await surface.evaluate('document.activeElement.blur()');
  await surface.press('m');
  await until(surface, present(`${controls} form`));
  await surface.select(`${controls} [id$="-kind"]`, fault.kind);
  await surface.select(`${controls} [id$="-target"]`, fault.target);
  for (const name of ['status', 'retryAfterInMs', 'delayInMs', 'count', 'percent'] as const) {
    const value = fault[name];
    if (value !== undefined) await surface.fill(`${controls} [id$="-${name}"]`, String(value));
  }
  if (fault.count === undefined) await surface.click(`${controls} .always input`);
  await surface.click(`${controls} .inject button`);
  await until(surface, present(`${controls} [data-testid="fault"]`));
  await surface.press('Escape');
  await until(surface, absent(controls));
}
