import assert from 'node:assert/strict';
import { test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../kit/durations.ts';
import { distance, elapsedShare, endsSoon, lengthParts, roomState, turningPoint } from './time.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const room = (from: number, until: number) => ({ validFrom: new Date(NOW + from), validUntil: new Date(NOW + until) });

test('the state follows from the two dates', () => {
  const cases = [
    { name: 'running', from: -DAY, until: DAY, state: 'active', soon: false },
    { name: 'starts at this instant', from: 0, until: DAY, state: 'active', soon: false },
    { name: 'starts a millisecond later', from: 1, until: DAY, state: 'scheduled', soon: false },
    { name: 'ends in an hour', from: -DAY, until: HOUR, state: 'active', soon: true },
    { name: 'ends in an hour and a bit', from: -DAY, until: HOUR + 1, state: 'active', soon: false },
    { name: 'ends at this instant', from: -DAY, until: 0, state: 'expired', soon: false },
    { name: 'short and yet to come', from: MINUTE, until: 2 * MINUTE, state: 'scheduled', soon: false },
  ];
  for (const { name, from, until, state, soon } of cases) {
    assert.equal(roomState(room(from, until), NOW), state, name);
    assert.equal(endsSoon(room(from, until), NOW), soon, name);
  }
});

test('what matters next is the start of a room to come and the end of any other', () => {
  assert.equal(turningPoint(room(DAY, 2 * DAY), NOW).getTime(), NOW + DAY);
  assert.equal(turningPoint(room(-DAY, DAY), NOW).getTime(), NOW + DAY);
  assert.equal(turningPoint(room(-2 * DAY, -DAY), NOW).getTime(), NOW - DAY);
});

test('the share that has passed stays between 0 and 1', () => {
  const cases: [number, number, number][] = [
    [-DAY, DAY, 0.5],
    [DAY, 2 * DAY, 0],
    [-2 * DAY, -DAY, 1],
    [-DAY, -DAY, 1],
    [DAY, DAY, 0],
  ];
  for (const [from, until, share] of cases) assert.equal(elapsedShare(room(from, until), NOW), share, `${from} to ${until}`);
});

test('distances are said in the unit people use', () => {
  const cases: [number, number, string][] = [
    [20_000, 0, 'minute'],
    [40_000, 1, 'minute'],
    [59 * MINUTE, 59, 'minute'],
    [59.6 * MINUTE, 1, 'hour'],
    [35 * HOUR, 35, 'hour'],
    [36 * HOUR, 2, 'day'],
    [2 * DAY - 10_000, 2, 'day'],
    [180 * DAY, 180, 'day'],
    [-3 * HOUR, -3, 'hour'],
    [-20_000, 0, 'minute'],
  ];
  for (const [offset, value, unit] of cases) assert.deepEqual(distance(NOW, NOW + offset), { value, unit }, String(offset));
});

test('lengths have at most two neighbouring units', () => {
  const text = (milliseconds: number) => lengthParts(milliseconds).map(({ value, unit }) => `${value} ${unit}`).join(' ');
  assert.equal(text(0), '0 minute');
  assert.equal(text(-HOUR), '0 minute');
  assert.equal(text(90 * MINUTE), '1 hour 30 minute');
  assert.equal(text(DAY), '1 day');
  assert.equal(text(DAY + 6 * HOUR + 5 * MINUTE), '1 day 6 hour');
  assert.equal(text(DAY + 5 * MINUTE), '1 day');
  assert.equal(text(180 * DAY), '180 day');
});
