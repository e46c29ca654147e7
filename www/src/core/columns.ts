import type { SortKey } from './router.ts';

/** The columns of the rooms table, in their order. */
export const COLUMNS = ['id', 'state', 'validFrom', 'validUntil', 'length', 'pstn', 'created', 'timeline', 'actions'] as const;
export type Column = (typeof COLUMNS)[number];

interface ColumnPlan {
  /** CSS grid track. */
  track: string;
  /** Narrowest table, in pixels, that has room for the column. */
  from: number;
  sort?: SortKey;
}

export const COLUMN_PLAN: Record<Column, ColumnPlan> = {
  id: { track: '208px', from: 0, sort: 'id' },
  state: { track: 'minmax(216px, 1.25fr)', from: 0, sort: 'state' },
  validFrom: { track: 'minmax(164px, 1fr)', from: 820, sort: 'validFrom' },
  validUntil: { track: 'minmax(164px, 1fr)', from: 0, sort: 'validUntil' },
  length: { track: 'minmax(120px, 0.7fr)', from: 1080 },
  pstn: { track: '112px', from: 680 },
  created: { track: 'minmax(164px, 1fr)', from: 1580, sort: 'created' },
  timeline: { track: 'minmax(300px, 3fr)', from: 1380 },
  actions: { track: '52px', from: 0 },
};

/** Below this width a row is a card of two lines. */
export const CARD_WIDTH = 640;

/** The columns that fit. */
export function columnsFor(width: number): Column[] {
  return COLUMNS.filter((column) => width >= COLUMN_PLAN[column].from);
}
