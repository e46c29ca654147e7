import assert from 'node:assert/strict';
import { test } from 'vitest';
import { DAY, HOUR } from '../../kit/durations.ts';
import { AXIS_MARKS, axisBar, axisPlace } from './axis.ts';

test('the time axis goes from 30 days ago to 180 days ahead, in order', () => {
  assert.equal(axisPlace(-30 * DAY, 0), 0);
  assert.equal(axisPlace(180 * DAY, 0), 1);
  assert.equal(axisPlace(-300 * DAY, 0), 0);
  const places = AXIS_MARKS.map((mark) => mark.place);
  assert.deepEqual(places, [...places].sort((a, b) => a - b));
  const bar = axisBar({ validFrom: new Date(0), validUntil: new Date(HOUR) }, 0);
  assert.equal(bar.start, axisPlace(0, 0));
  assert.ok(bar.length > 0.03, 'an hour from now can be seen');
});
