import { lookUp } from '../kit/look-up.ts';

export const PLACES = ['page', 'table', 'timeline'] as const;
/** Where a key does something. */
export type Place = (typeof PLACES)[number];

/** What a key can do. The help dialog prints the same table. */
export const ACTIONS = {
  search: { keys: ['/'], where: 'page' },
  create: { keys: ['n'], where: 'page' },
  refresh: { keys: ['r'], where: 'page' },
  wire: { keys: ['w'], where: 'page' },
  controls: { keys: ['m'], where: 'page' },
  help: { keys: ['?'], where: 'page' },
  close: { keys: ['Escape'], where: 'page' },
  move: { keys: ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'], where: 'table' },
  ends: { keys: ['Home', 'End', 'PageUp', 'PageDown'], where: 'table' },
  open: { keys: ['Enter'], where: 'table' },
  copy: { keys: ['c'], where: 'table' },
  edit: { keys: ['e'], where: 'table' },
  delete: { keys: ['Delete'], where: 'table' },
  check: { keys: [' '], where: 'table' },
  checkRange: { keys: ['Shift+ArrowUp', 'Shift+ArrowDown'], where: 'table' },
  checkAll: { keys: ['Ctrl+a'], where: 'table' },
  pan: { keys: ['ArrowLeft', 'ArrowRight'], where: 'timeline' },
  zoom: { keys: ['+', '-'], where: 'timeline' },
  fit: { keys: ['0'], where: 'timeline' },
  today: { keys: ['t'], where: 'timeline' },
  rows: { keys: ['ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'], where: 'timeline' },
  openRow: { keys: ['Enter'], where: 'timeline' },
} as const satisfies Record<string, { keys: readonly string[]; where: Place }>;

export type Action = keyof typeof ACTIONS;

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey?: boolean;
}

/** How a key press is written in the table. Shift is part of the character where there is one. ⌘ is Apple's Ctrl. */
function nameOf({ key, ctrlKey, metaKey, shiftKey }: KeyPress): string {
  return `${ctrlKey || metaKey ? 'Ctrl+' : ''}${shiftKey && key.length > 1 ? 'Shift+' : ''}${key}`;
}

/** The action of a key press, or undefined. Other modified keys belong to the browser. */
export function actionOf(press: KeyPress, where: Place, singleKeys: boolean): Action | undefined {
  if (press.altKey) return undefined;
  // Printable characters alone can be turned off (WCAG 2.1.4); in the table they only work while it has the focus.
  if (where === 'page' && press.key.length === 1 && !singleKeys) return undefined;
  const pressed = nameOf(press);
  const names = Object.keys(ACTIONS) as Action[];
  return names.find((name) => ACTIONS[name].where === where && (ACTIONS[name].keys as readonly string[]).includes(pressed));
}

/** How a key is written in the help. */
export function keyLabel(key: string): string {
  const arrows: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc', PageUp: 'PgUp', PageDown: 'PgDn', ' ': '␣', '-': '−' };
  const [, modifiers = '', last = key] = /^((?:Ctrl\+|Shift\+)*)(.+)$/.exec(key) ?? [];
  return modifiers.replaceAll('+', ' ') + (lookUp(arrows, last) ?? (last.length === 1 ? last.toUpperCase() : last));
}
