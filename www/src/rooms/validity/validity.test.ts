import assert from 'node:assert/strict';
import { test } from 'vitest';
import { DAY, HOUR } from '../../kit/durations.ts';
import { datesForCreate, datesForUpdate, endOf, limitsOf, newValidity, presetEnd, type ValidityForm } from './validity.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const at = (offset: number) => new Date(NOW + offset);

test('presets count from the start, or from now once it has passed, and never beyond 180 days', () => {
  const cases = [
    { preset: 'hour', from: 0, end: HOUR },
    { preset: 'day', from: 3 * DAY, end: 4 * DAY },
    { preset: 'day', from: -10 * DAY, end: DAY },
    { preset: 'month', from: -160 * DAY, end: 20 * DAY },
    { preset: 'maximum', from: 0, end: 180 * DAY },
    { preset: 'maximum', from: -10 * DAY, end: 170 * DAY },
  ] as const;
  for (const { preset, from, end } of cases) {
    assert.equal(presetEnd(preset, at(from), NOW).getTime(), NOW + end, `${preset} from ${from}`);
  }
});

test('a new room is open now, for a day, and its end is counted when it is sent', () => {
  const form = newValidity(NOW);
  assert.deepEqual(datesForCreate(form, NOW + 5 * HOUR), { validUntil: at(DAY + 5 * HOUR) });
});

test('now and the longest validity from now are left to the clock of the service', () => {
  const form: ValidityForm = { ...newValidity(NOW), preset: 'maximum' };
  assert.deepEqual(datesForCreate(form, NOW), {});
  const later: ValidityForm = { ...form, startsNow: false, from: at(2 * DAY) };
  assert.deepEqual(datesForCreate(later, NOW), { validFrom: at(2 * DAY), validUntil: at(182 * DAY) });
});

test('an end that was typed does not move with the start', () => {
  const form: ValidityForm = { startsNow: false, from: at(DAY), preset: undefined, until: at(3 * DAY) };
  assert.equal(endOf(form, NOW).getTime(), NOW + 3 * DAY);
  assert.equal(endOf({ ...form, from: at(2 * DAY) }, NOW).getTime(), NOW + 3 * DAY);
  assert.equal(endOf({ ...form, preset: 'day' }, NOW).getTime(), NOW + 2 * DAY);
});

test('an update sends both dates or none', () => {
  const before = { validFrom: at(-DAY), validUntil: at(DAY) };
  const form: ValidityForm = { startsNow: false, from: at(-DAY), preset: undefined, until: at(DAY) };
  assert.deepEqual(datesForUpdate(form, before, NOW), {});
  assert.deepEqual(datesForUpdate({ ...form, until: at(2 * DAY) }, before, NOW), { validFrom: at(-DAY), validUntil: at(2 * DAY) });
  assert.deepEqual(datesForUpdate({ ...form, from: at(0) }, before, NOW), { validFrom: at(0), validUntil: at(DAY) });
});

test('the limit is 180 days from the start, wherever the start is, and a start 180 days from now', () => {
  const form: ValidityForm = { startsNow: false, from: at(-10 * DAY), preset: undefined, until: at(80 * DAY) };
  assert.deepEqual(limitsOf(form, NOW), { latestStart: at(180 * DAY), earliestEnd: at(0), latestEnd: at(170 * DAY), left: 90 * DAY, share: 0.5 });
  const beyond = limitsOf({ ...form, from: at(DAY), until: at(199 * DAY) }, NOW);
  assert.equal(beyond.left, -18 * DAY);
  assert.equal(beyond.share, 1.1);
  assert.deepEqual(beyond.earliestEnd, at(DAY));
  assert.equal(limitsOf({ ...form, until: at(-20 * DAY) }, NOW).share, 0, 'an end before the start uses nothing');
  assert.equal(limitsOf({ ...newValidity(NOW), preset: 'maximum' }, NOW).left, 0);
});
