import assert from 'node:assert/strict';
import { test } from 'vitest';
import { CATALOGUES, chooseLanguage, directionOf, LANGUAGE_NAMES, LANGUAGES } from './languages.ts';

/** Every text of a catalogue by its path; functions are called with samples. */
function texts(catalogue: object, path = ''): [string, string][] {
  return Object.entries(catalogue).flatMap(([key, value]: [string, unknown]): [string, string][] => {
    const here = `${path}${key}`;
    if (typeof value === 'string') return [[here, value]];
    if (typeof value === 'function') return [1, 2].map((n) => [`${here}(${n})`, String(value(n, n, n))]);
    return texts(value as object, `${here}.`);
  });
}

const english = texts(CATALOGUES.en);

for (const language of LANGUAGES) {
  test(`${LANGUAGE_NAMES[language]} says everything`, () => {
    const said = new Map(texts(CATALOGUES[language]));
    assert.ok(english.length > 200, `only ${english.length} texts`);
    assert.equal(said.size, english.length);
    for (const [path] of english) {
      const text = said.get(path);
      assert.ok(text !== undefined && text.trim() !== '', `${path} is empty`);
      assert.doesNotMatch(text, /undefined|#/, path);
    }
    if (language === 'en') return;
    // Names, signs and words that languages share are few.
    const same = english.filter(([path, text]) => said.get(path) === text && /\p{L}{3}/u.test(text.replace(/\bacs\b|\w+\(\d\)/g, '')));
    assert.ok(same.length < english.length / 8, `not translated: ${same.map(([path]) => path).join(', ')}`);
  });
}

test('numbers agree with their nouns', () => {
  const { en, fr, de } = CATALOGUES;
  assert.deepEqual([0, 1, 1200].map(en.rooms.count), ['0 rooms', '1 room', '1,200 rooms']);
  assert.deepEqual([0, 1, 2].map(fr.rooms.count), ['0 salle', '1 salle', '2 salles']);
  assert.deepEqual([0, 1, 1200].map(de.rooms.count), ['0 Räume', '1 Raum', '1.200 Räume']);
});

for (const [wanted, language] of [
  [['tlh', 'FR-be'], 'fr'],
  [['de-AT', 'en'], 'de'],
  [['den', 'fro'], 'en'],
  [[], 'en'],
] as const) {
  test(`a browser that asks for "${wanted.join(', ')}" gets ${language}`, () => assert.equal(chooseLanguage(wanted), language));
}

test('a language is laid out the way it is written', () => {
  for (const language of LANGUAGES) assert.equal(directionOf(language), 'ltr');
  assert.equal(directionOf('ar'), 'rtl');
});
