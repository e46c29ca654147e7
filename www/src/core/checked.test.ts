import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CheckedRooms } from './checked.ts';

const list = (text: string) => [...text].map((id) => ({ id }));
const shown = list('abcdefgh');
const marked = (checked: CheckedRooms) => checked.ids().sort().join('');

test('a range goes from the last room toggled, in either direction', () => {
  const checked = new CheckedRooms();
  checked.toggle('c');
  checked.rangeTo(shown, 'f');
  assert.equal(marked(checked), 'cdef');
  checked.rangeTo(shown, 'a');
  assert.equal(marked(checked), 'abc', 'another end of the same range');
  checked.rangeTo(shown, 'd');
  assert.equal(marked(checked), 'cd');
});

test('drawing a range back leaves what was marked before', () => {
  const checked = new CheckedRooms();
  checked.toggle('e');
  checked.toggle('b');
  checked.rangeTo(shown, 'f');
  assert.equal(marked(checked), 'bcdef');
  checked.rangeTo(shown, 'b');
  assert.equal(marked(checked), 'be');
});

test('a range without a beginning begins where the keyboard is', () => {
  const checked = new CheckedRooms();
  checked.rangeTo(shown, 'd', 'c');
  checked.rangeTo(shown, 'e', 'd');
  assert.equal(marked(checked), 'cde');
  checked.rangeTo(shown, 'd', 'e');
  assert.equal(marked(checked), 'cd');
});

test('a range whose beginning is filtered away begins anew', () => {
  const checked = new CheckedRooms();
  checked.toggle('a');
  checked.rangeTo(list('cdef'), 'd');
  assert.equal(marked(checked), 'ad');
});

test('toggle, add, remove, clear, and rooms that are gone', () => {
  const checked = new CheckedRooms();
  let times = 0;
  checked.subscribe(() => (times += 1));
  checked.clear();
  checked.keepOnly(() => true);
  assert.equal(times, 0, 'nothing changed');
  checked.add(shown);
  checked.toggle('a');
  checked.remove(list('b'));
  assert.equal(checked.size, 6);
  assert.equal(checked.has('a'), false);
  checked.keepOnly((id) => id < 'e');
  assert.equal(marked(checked), 'cd');
  checked.clear();
  assert.equal(checked.size, 0);
});
