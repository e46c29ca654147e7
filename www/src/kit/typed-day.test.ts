import assert from 'node:assert/strict';
import { test } from 'vitest';
import { parseZonedDateTime } from '@internationalized/date';
import { daysOf, typeDay, withDay } from './typed-day.ts';

test('a day is typed with one digit or two, up to 31', () => {
  const cases = [
    ['31', 31, true], ['30', 30, true], ['29', 29, true], ['3', 3, false], ['4', 4, true], ['09', 9, true], ['0', undefined, false],
    ['00', undefined, false], ['005', 5, true], ['35', 5, true], ['10', 10, true],
  ] as const;
  for (const [typed, day, whole] of cases) {
    let first: number | undefined;
    let last: number | undefined;
    for (const digit of typed) ({ day: last, first } = typeDay(first, Number(digit)));
    assert.deepEqual([last, first === undefined], [day, whole], typed);
  }
});

test('a month that lacks the day has its last one', () => {
  const on = (date: string) => parseZonedDateTime(`${date}T10:00[Europe/Paris]`);
  assert.equal(withDay(on('2026-11-02'), 31).day, 30);
  assert.equal(withDay(on('2026-12-02'), 31).day, 31);
  assert.equal(withDay(on('2027-02-02'), 29).day, 28);
  assert.equal(withDay(on('2028-02-02'), 29).day, 29);
  assert.equal(daysOf(on('2028-02-02')), 29);
});
