import assert from 'node:assert/strict';
import { test } from 'vitest';
import { HOUR, MINUTE } from './durations.ts';
import { clockChangeOn, otherInstant } from './time-zone.ts';

const SPRING = Date.UTC(2026, 2, 29, 1);
const AUTUMN = Date.UTC(2026, 9, 25, 1);

test('the days on which clocks change are known, to the minute', () => {
  const change = (day: number, before: number, after: number) => ({ before: day + before, after: day + after });
  const cases: [string, number, ReturnType<typeof clockChangeOn>][] = [
    ['Europe/Paris', SPRING, change(Date.UTC(2026, 2, 29), 2 * HOUR, 3 * HOUR)],
    ['Europe/Paris', SPRING + 20 * HOUR, change(Date.UTC(2026, 2, 29), 2 * HOUR, 3 * HOUR)],
    ['Europe/Paris', SPRING + 22 * HOUR, undefined],
    ['Europe/Paris', AUTUMN - 3 * HOUR, change(Date.UTC(2026, 9, 25), 3 * HOUR, 2 * HOUR)],
    ['Europe/Paris', AUTUMN - 3 * HOUR - 1, undefined],
    ['America/New_York', Date.UTC(2026, 2, 8, 12), change(Date.UTC(2026, 2, 8), 2 * HOUR, 3 * HOUR)],
    ['Australia/Lord_Howe', Date.UTC(2026, 3, 5, 0), change(Date.UTC(2026, 3, 5), 2 * HOUR, 1.5 * HOUR)],
    ['Asia/Kolkata', SPRING, undefined],
    ['UTC', AUTUMN, undefined],
  ];
  for (const [zone, time, expected] of cases) assert.deepEqual(clockChangeOn(time, zone), expected, `${zone} ${new Date(time).toISOString()}`);
});

test('an hour that comes twice has two instants, any other has one', () => {
  const first = AUTUMN - 30 * MINUTE;
  const second = AUTUMN + 30 * MINUTE;
  assert.deepEqual(otherInstant(first, 'Europe/Paris'), { time: second, later: true });
  assert.deepEqual(otherInstant(second, 'Europe/Paris'), { time: first, later: false });
  for (const time of [AUTUMN - 61 * MINUTE, AUTUMN + HOUR, SPRING, SPRING - 1, SPRING + HOUR]) {
    assert.equal(otherInstant(time, 'Europe/Paris'), undefined, new Date(time).toISOString());
  }
  assert.equal(otherInstant(first, 'UTC'), undefined);
});
