import assert from 'node:assert/strict';
import { test } from 'vitest';
import { CARD_WIDTH, COLUMN_PLAN, COLUMNS, columnsFor, tracksOf } from './columns.ts';

test('columns fit, and a wider table never loses one', () => {
  let before = 0;
  for (let width = CARD_WIDTH; width <= 3000; width += 20) {
    const columns = columnsFor(width);
    const needed = columns.reduce((sum, column) => sum + COLUMN_PLAN[column].width, 0);
    assert.ok(needed <= width || columns.length <= 3, `${width}: needs ${needed}`);
    assert.ok(columns.length >= before, `${width}: lost a column`);
    assert.equal(tracksOf(columns).split('px').length - 1, columns.length);
    before = columns.length;
  }
  assert.equal(before, COLUMNS.length);
});
