import assert from 'node:assert/strict';
import { test } from 'vitest';
import { chooseLanguage } from '../i18n/languages.ts';
import { Preferences } from './preferences.svelte.ts';

test('preferences are kept, and bad or missing storage does no harm', () => {
  const kept = new Map<string, string>();
  const store = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
  const first = new Preferences(store, ['fr-CA', 'en']);
  assert.deepEqual(first.values, { theme: 'system', language: 'fr', singleKeys: true });
  first.set({ theme: 'dark', language: 'en' });
  assert.deepEqual(new Preferences(store, ['fr']).values, { theme: 'dark', language: 'en', singleKeys: true });
  kept.set('acs-rooms', '{"theme":"purple"');
  assert.equal(new Preferences(store, []).values.theme, 'system');
  kept.set('acs-rooms', 'null');
  assert.equal(new Preferences(store, ['nl']).values.language, 'en');
  const full = new Preferences({ getItem: () => null, setItem: () => { throw new Error('full'); } }, []);
  full.set({ theme: 'light' });
  assert.equal(full.values.theme, 'light');
  assert.equal(new Preferences(undefined, []).values.theme, 'system');
  assert.equal(chooseLanguage(['nl-NL', 'FR-be']), 'fr');
});
