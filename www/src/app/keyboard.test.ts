import assert from 'node:assert/strict';
import { test } from 'vitest';
import { actionOf, ACTIONS, keyLabel, PLACES } from './keyboard.ts';

test('keys do what the help says, and leave the rest to the browser', () => {
  const press = (key: string, change = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...change });
  assert.equal(actionOf(press('n'), 'page', true), 'create');
  assert.equal(actionOf(press('n'), 'page', false), undefined);
  assert.equal(actionOf(press('Escape'), 'page', false), 'close');
  assert.equal(actionOf(press('n', { ctrlKey: true }), 'page', true), undefined);
  assert.equal(actionOf(press('n'), 'table', true), undefined);
  assert.equal(actionOf(press('c', { metaKey: true }), 'table', true), undefined);
  assert.equal(actionOf(press('Delete'), 'table', true), 'delete');
  assert.equal(actionOf(press('+'), 'timeline', true), 'zoom');
  assert.equal(actionOf(press('a', { metaKey: true }), 'table', true), 'checkAll');
  assert.equal(actionOf(press('ArrowUp', { shiftKey: true }), 'table', true), 'checkRange');
  assert.equal(actionOf(press('?', { shiftKey: true }), 'page', true), 'help');
  assert.deepEqual(['ArrowUp', 'Shift+ArrowUp', 'Ctrl+a', '+', '-', ' '].map(keyLabel), ['↑', 'Shift ↑', 'Ctrl A', '+', '−', '␣']);
  for (const where of PLACES) {
    const keys = Object.values(ACTIONS).filter((action) => action.where === where).flatMap((action) => [...action.keys]);
    assert.equal(new Set(keys).size, keys.length, `a key has two meanings: ${where}`);
  }
});
