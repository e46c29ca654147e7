import assert from 'node:assert/strict';
import { test } from 'vitest';
import { keyLabel } from '../app/keyboard.ts';
import { lookUp } from './look-up.ts';
import { readBoolean } from '../bulk/import-fields.ts';

test('what every object has is no entry', () => {
  for (const key of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf']) {
    assert.equal(lookUp({ true: true }, key), undefined, key);
    assert.deepEqual(readBoolean(key), { problems: [{ kind: 'boolean', value: key }] }, key);
    assert.equal(typeof keyLabel(key), 'string', key);
  }
  assert.equal(lookUp({ true: true }, 'true'), true);
});
