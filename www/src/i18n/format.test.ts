import assert from 'node:assert/strict';
import { test } from 'vitest';
import { DAY, HOUR } from '../kit/durations.ts';
import { makeFormat } from './format.ts';

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
