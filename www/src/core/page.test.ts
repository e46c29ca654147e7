import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RoomsClient } from 'acs-rooms';
import { RoomsEmulator } from 'acs-rooms/emulator';
import { en } from '../i18n/en.ts';
import { fr } from '../i18n/fr.ts';
import { AXIS_MARKS, axisBar, axisPlace } from './axis.ts';
import { CARD_WIDTH, COLUMN_PLAN, COLUMNS, columnsFor, tracksOf } from './columns.ts';
import { makeFormat } from './format.ts';
import { actionOf, ACTIONS, keyLabel, PLACES } from './keyboard.ts';
import { chooseLanguage, Preferences } from './preferences.ts';
import { createSampleRooms } from './sample.ts';
import { DAY, HOUR } from './time.ts';

test('columns fit, and a wider table never loses one', () => {
  let before = 0;
  for (let width = CARD_WIDTH; width <= 3000; width += 20) {
    const columns = columnsFor(width);
    const needed = columns.reduce((sum, column) => sum + COLUMN_PLAN[column].width, 0);
    assert.ok(needed <= width || columns.length <= 3, `${width}: needs ${needed}`);
    assert.ok(columns.length >= before, `${width}: lost a column`);
    assert.equal(tracksOf(columns).split('px').length - 1, columns.length);
    before = columns.length;
  }
  assert.equal(before, COLUMNS.length);
});

test('the time axis goes from 30 days ago to 180 days ahead, in order', () => {
  assert.equal(axisPlace(-30 * DAY, 0), 0);
  assert.equal(axisPlace(180 * DAY, 0), 1);
  assert.equal(axisPlace(-300 * DAY, 0), 0);
  const places = AXIS_MARKS.map((mark) => mark.place);
  assert.deepEqual(places, [...places].sort((a, b) => a - b));
  const bar = axisBar({ validFrom: new Date(0), validUntil: new Date(HOUR) }, 0);
  assert.equal(bar.start, axisPlace(0, 0));
  assert.ok(bar.length > 0.03, 'an hour from now can be seen');
});

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
  assert.equal(new Preferences(store, ['de']).values.language, 'en');
  const full = new Preferences({ getItem: () => null, setItem: () => { throw new Error('full'); } }, []);
  full.set({ theme: 'light' });
  assert.equal(full.values.theme, 'light');
  assert.equal(new Preferences(undefined, []).values.theme, 'system');
  assert.equal(chooseLanguage(['de-DE', 'FR-be']), 'fr');
});

test('dates are written in the zone and the language', () => {
  const winter = new Date('2026-11-23T11:37:00Z');
  const summer = new Date('2026-07-01T11:37:00Z');
  const paris = makeFormat('fr-FR', 'Europe/Paris');
  assert.match(paris.dateTime(winter), /23 nov\. 2026.*12:37/);
  assert.match(paris.dateTimeUtc(winter), /23 nov\. 2026.*11:37/);
  assert.equal(paris.zoneOn(winter), 'UTC+1');
  assert.equal(paris.zoneOn(summer), 'UTC+2');
  const newYork = makeFormat('en-US', 'America/New_York');
  assert.match(newYork.dateTime(winter), /Nov 23, 2026.*6:37/);
  assert.equal(newYork.relative(-3, 'hour'), '3 hours ago');
  assert.equal(newYork.relative(2, 'day'), 'in 2 days');
  assert.equal(newYork.length(DAY + 6 * HOUR), '1 day 6 hr');
  assert.equal(newYork.shortDays(-7), '-7d');
});

/** Every text of a catalogue by its path; functions are called with samples. */
function texts(catalogue: object, path = ''): [string, string][] {
  return Object.entries(catalogue).flatMap(([key, value]: [string, unknown]): [string, string][] => {
    const here = `${path}${key}`;
    if (typeof value === 'string') return [[here, value]];
    if (typeof value === 'function') return [1, 2].map((n) => [`${here}(${n})`, String(value(n, n, n))]);
    return texts(value as object, `${here}.`);
  });
}

test('both languages say everything, and numbers agree with their nouns', () => {
  const english = texts(en);
  const french = new Map(texts(fr));
  assert.ok(english.length > 200, `only ${english.length} texts`);
  for (const [path, text] of english) {
    assert.ok(text.trim(), `${path} is empty in English`);
    assert.ok(french.get(path)?.trim(), `${path} is empty in French`);
    assert.doesNotMatch(text + french.get(path), /undefined|#/, path);
  }
  assert.equal(en.rooms.count(0), '0 rooms');
  assert.equal(fr.rooms.count(0), '0 salle');
  assert.equal(en.rooms.count(1), '1 room');
  assert.equal(en.rooms.count(1200), '1,200 rooms');
});

test('every sample room is one that the service takes', async () => {
  const emulator = new RoomsEmulator();
  const client = new RoomsClient(emulator.connectionString, { fetch: emulator.fetch });
  await createSampleRooms(client, 60, Date.now());
  let listed = 0;
  for await (const room of client.listRooms()) {
    assert.ok(room.validUntil > room.validFrom);
    listed += 1;
  }
  assert.equal(listed, 60);
});
