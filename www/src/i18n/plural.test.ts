import assert from 'node:assert/strict';
import { test } from 'vitest';
import { plurals } from './plural.ts';

test('a language has as many forms as the CLDR tells apart', () => {
  const polish = plurals<'one' | 'few' | 'many'>('pl');
  const rooms = { one: '# pokój', few: '# pokoje', many: '# pokoi', other: '# pokoju' };
  assert.deepEqual([0, 1, 2, 5, 12, 22, 1.5].map((number) => polish(number, rooms)), ['0 pokoi', '1 pokój', '2 pokoje', '5 pokoi', '12 pokoi', '22 pokoje', '1,5 pokoju']);
  const arabic = plurals<'zero' | 'one' | 'two' | 'few' | 'many'>('ar-u-nu-latn');
  const forms = { zero: 'zero', one: 'one', two: 'two', few: 'few', many: 'many', other: 'other' };
  assert.deepEqual([0, 1, 2, 3, 11, 100].map((number) => arabic(number, forms)), ['zero', 'one', 'two', 'few', 'many', 'other']);
});

test('a category that a catalogue does not tell apart is "other"', () => {
  // The CLDR knows "many" for a million in French.
  assert.match(plurals('fr')(1_000_000, { one: '# salle', other: '# salles' }), /salles$/);
});
