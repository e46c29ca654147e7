import assert from 'node:assert/strict';
import { test } from 'vitest';
import { flushSync } from 'svelte';
import { Selection } from './selection.svelte.ts';
import { watch } from './watch.svelte.ts';

const list = (text: string) => [...text].map((id) => ({ id }));
const shown = list('abcdefgh');
const selected = (selection: Selection) => selection.ids().sort().join('');

test('a range goes from the last room toggled, in either direction', () => {
  const selection = new Selection();
  selection.toggle('c');
  selection.rangeTo(shown, 'f');
  assert.equal(selected(selection), 'cdef');
  selection.rangeTo(shown, 'a');
  assert.equal(selected(selection), 'abc', 'another end of the same range');
  selection.rangeTo(shown, 'd');
  assert.equal(selected(selection), 'cd');
});

test('drawing a range back leaves what was marked before', () => {
  const selection = new Selection();
  selection.toggle('e');
  selection.toggle('b');
  selection.rangeTo(shown, 'f');
  assert.equal(selected(selection), 'bcdef');
  selection.rangeTo(shown, 'b');
  assert.equal(selected(selection), 'be');
});

test('a range without a beginning begins where the keyboard is', () => {
  const selection = new Selection();
  selection.rangeTo(shown, 'd', 'c');
  selection.rangeTo(shown, 'e', 'd');
  assert.equal(selected(selection), 'cde');
  selection.rangeTo(shown, 'd', 'e');
  assert.equal(selected(selection), 'cd');
});

test('a range whose beginning is filtered away begins anew', () => {
  const selection = new Selection();
  selection.toggle('a');
  selection.rangeTo(list('cdef'), 'd');
  assert.equal(selected(selection), 'ad');
});

test('toggle, add, remove, clear, and rooms that are gone', () => {
  const selection = new Selection();
  let times = -1;
  const end = watch(() => void [selection.size, (times += 1)]);
  selection.clear();
  selection.keepOnly(() => true);
  flushSync();
  assert.equal(times, 0, 'nothing changed');
  selection.add(shown);
  selection.toggle('a');
  selection.remove(list('b'));
  flushSync();
  assert.equal(times, 1, 'told once for all that was changed together');
  end();
  assert.equal(selection.size, 6);
  assert.equal(selection.has('a'), false);
  selection.keepOnly((id) => id < 'e');
  assert.equal(selected(selection), 'cd');
  selection.clear();
  assert.equal(selection.size, 0);
});
