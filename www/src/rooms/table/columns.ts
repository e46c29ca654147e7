import type { SortKey } from '../../app/router.svelte.ts';

/** The columns of the rooms table, in their order. */
export const COLUMNS = ['check', 'id', 'state', 'validFrom', 'validUntil', 'length', 'pstn', 'created', 'timeline', 'actions'] as const;
export type Column = (typeof COLUMNS)[number];

interface ColumnPlan {
  /** Narrowest width in pixels at which nothing is cut off, in either language. */
  width: number;
  /** Share of the space that is left over; 0 keeps the width. */
  grow: number;
  sort?: SortKey;
}

export const COLUMN_PLAN: Readonly<Record<Column, ColumnPlan>> = {
  check: { width: 44, grow: 0 },
  id: { width: 200, grow: 0, sort: 'id' },
  state: { width: 312, grow: 1, sort: 'state' },
  validFrom: { width: 166, grow: 0.6, sort: 'validFrom' },
  validUntil: { width: 166, grow: 0.6, sort: 'validUntil' },
  length: { width: 132, grow: 0.4 },
  pstn: { width: 120, grow: 0 },
  created: { width: 166, grow: 0.6, sort: 'created' },
  timeline: { width: 280, grow: 3 },
  actions: { width: 52, grow: 0 },
};

/** Below this width a row is a card of two lines. */
export const CARD_WIDTH = 640;

/** Which columns are given room first. */
const PRIORITY: readonly Column[] = ['check', 'id', 'state', 'actions', 'validUntil', 'validFrom', 'pstn', 'timeline', 'length', 'created'];

/** The columns that fit, in their order. One that does not fit ends the choice, so that a wider table never loses a column. */
export function columnsFor(width: number): Column[] {
  const fitting = new Set<Column>();
  let left = width;
  for (const column of PRIORITY) {
    left -= COLUMN_PLAN[column].width;
    if (left < 0 && fitting.size > 0) break;
    fitting.add(column);
  }
  return COLUMNS.filter((column) => fitting.has(column));
}

/** The value of `grid-template-columns`. */
export function tracksOf(columns: readonly Column[]): string {
  return columns.map((column) => COLUMN_PLAN[column]).map(({ width, grow }) => (grow > 0 ? `minmax(${width}px, ${grow}fr)` : `${width}px`)).join(' ');
}
