import assert from 'node:assert/strict';
import { test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../kit/durations.ts';
import { Crowd, gapsOf, peakOf } from './crowd.ts';
import { aroundNow, clampSpan, fitSpan, lengthOf, pan, placeOf, presetOf, presetSpan, SPAN_PRESETS, spanUnder, timeAt, touches, zoom } from './span.ts';
import { axisOf, makeTickLabels } from './ticks.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const WEEK = { from: NOW, to: NOW + 7 * DAY };
const room = (from: number, until: number) => ({ validFrom: new Date(NOW + from), validUntil: new Date(NOW + until) });

test('zooming keeps the time under the pointer, and stops where nothing more is to be seen', () => {
  for (const place of [0, 0.25, 0.5, 1]) {
    for (const factor of [2, 0.5, 1.1]) {
      const zoomed = zoom(WEEK, factor, place);
      assert.ok(Math.abs(timeAt(place, zoomed) - timeAt(place, WEEK)) <= 1, `${place} ${factor}`);
      assert.ok(Math.abs(lengthOf(zoomed) - lengthOf(WEEK) / factor) <= 1, `${place} ${factor}`);
    }
  }
  let span = WEEK;
  for (let turn = 0; turn < 60; turn += 1) span = zoom(span, 2, 0.3);
  assert.equal(lengthOf(span), 10 * MINUTE);
  for (let turn = 0; turn < 60; turn += 1) span = zoom(span, 0.5, 0.3);
  assert.ok(lengthOf(span) < 4 * 366 * DAY);
  assert.deepEqual(zoom(span, 0.5), zoom(zoom(span, 0.5), 0.5), 'does not drift at the limit');
});

test('panning moves by a share, and back again', () => {
  assert.deepEqual(pan(WEEK, 1), { from: WEEK.to, to: WEEK.to + 7 * DAY });
  assert.deepEqual(pan(pan(WEEK, 0.125), -0.125), WEEK);
});

test('one pointer drags, two zoom, and crossed fingers do no harm', () => {
  assert.deepEqual(spanUnder(WEEK, []), WEEK);
  const held = { time: timeAt(0.5, WEEK), place: 0.75 };
  assert.deepEqual(spanUnder(WEEK, [held]), pan(WEEK, -0.25));
  const fingers = [{ time: timeAt(0.4, WEEK), place: 0.2 }, { time: timeAt(0.6, WEEK), place: 0.8 }];
  const pinched = spanUnder(WEEK, fingers);
  for (const { time, place } of fingers) assert.ok(Math.abs(placeOf(time, pinched) - place) < 1e-6);
  const crossed = spanUnder(WEEK, [{ time: NOW, place: 0.8 }, { time: NOW + DAY, place: 0.2 }]);
  assert.equal(lengthOf(crossed), lengthOf(WEEK));
  const together = spanUnder(WEEK, [{ time: NOW, place: 0.5 }, { time: NOW + DAY, place: 0.5 }]);
  assert.equal(lengthOf(together), lengthOf(WEEK));
});

test('presets show now, and are known by their length', () => {
  for (const preset of SPAN_PRESETS) {
    const span = presetSpan(preset, NOW);
    assert.ok(span.from < NOW && span.to > NOW, preset);
    assert.equal(presetOf(pan(span, 3)), preset);
  }
  assert.equal(presetOf(zoom(WEEK, 1.3)), undefined);
  assert.deepEqual(aroundNow(8 * HOUR, NOW), { from: NOW - HOUR, to: NOW + 7 * HOUR });
});

test('a fit shows every room whole; without rooms it shows the week', () => {
  const rooms = [room(-3 * DAY, -2 * DAY), room(5 * DAY, 90 * DAY), room(0, HOUR)];
  const span = fitSpan(rooms, NOW);
  for (const { validFrom, validUntil } of rooms) assert.ok(validFrom.getTime() > span.from && validUntil.getTime() < span.to);
  assert.ok(lengthOf(span) < 101 * DAY);
  assert.deepEqual(fitSpan([], NOW), presetSpan('week', NOW));
  assert.ok(lengthOf(fitSpan([room(0, 1)], NOW)) >= 10 * MINUTE);
  assert.equal(lengthOf(clampSpan({ from: NOW, to: NOW + 1 })), 10 * MINUTE);
});

test('a room is in the span when any of its time is', () => {
  const cases: [number, number, boolean][] = [
    [-DAY, 0, false],
    [-DAY, 1, true],
    [DAY, 2 * DAY, true],
    [-DAY, 30 * DAY, true],
    [7 * DAY - 1, 8 * DAY, true],
    [7 * DAY, 8 * DAY, false],
  ];
  for (const [from, until, expected] of cases) assert.equal(touches(room(from, until), WEEK), expected, `${from} to ${until}`);
});

test('the crowd is what counting one by one gives', () => {
  const rooms = Array.from({ length: 300 }, (_, index) => {
    const from = ((index * 7919) % 240) * HOUR - 2 * DAY;
    return room(from, from + ((index * 104_729) % 50) * HOUR + MINUTE);
  });
  const crowd = new Crowd(rooms);
  const slices = crowd.slices(WEEK, 97);
  assert.equal(slices[0]?.from, WEEK.from);
  assert.ok(Math.abs((slices.at(-1)?.to ?? 0) - WEEK.to) < 1);
  for (const slice of slices) assert.equal(slice.open, rooms.filter((each) => touches(each, slice)).length);
  assert.equal(crowd.before(WEEK), rooms.filter((each) => each.validUntil.getTime() <= WEEK.from).length);
  assert.equal(crowd.after(WEEK), rooms.filter((each) => each.validFrom.getTime() >= WEEK.to).length);
  assert.ok(crowd.before(WEEK) > 0 && crowd.after(WEEK) > 0);
  assert.equal(crowd.before(WEEK) + crowd.openIn(WEEK) + crowd.after(WEEK), rooms.length);
  const soon = rooms.filter(({ validUntil }) => validUntil.getTime() > NOW && validUntil.getTime() <= NOW + DAY);
  assert.equal(crowd.endingWithin(DAY, NOW), soon.length);
  assert.equal(peakOf(slices)?.open, Math.max(...slices.map((slice) => slice.open)));
});

test('gaps are found, and what lies before and after them', () => {
  const crowd = new Crowd([room(DAY, 2 * DAY), room(4 * DAY, 5 * DAY), room(20 * DAY, 21 * DAY)]);
  const gaps = gapsOf(crowd.slices(WEEK, 7));
  assert.deepEqual(gaps.map(({ from, to }) => [(from - NOW) / DAY, (to - NOW) / DAY]), [[0, 1], [2, 4], [5, 7]]);
  const quiet = { from: NOW + 8 * DAY, to: NOW + 9 * DAY };
  assert.equal(crowd.lastEnd(quiet), NOW + 5 * DAY);
  assert.equal(crowd.nextStart(quiet), NOW + 20 * DAY);
  const empty = new Crowd([]);
  assert.equal(empty.lastEnd(WEEK), undefined);
  assert.equal(empty.nextStart(WEEK), undefined);
  assert.equal(peakOf(empty.slices(WEEK, 5)), undefined);
  assert.equal(gapsOf(empty.slices(WEEK, 5)).length, 1);
});

test('the marks of the axis are on round times of the zone, and apart', () => {
  const lengths = [10 * MINUTE, HOUR, 5 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY, 180 * DAY, 1000 * DAY];
  for (const zone of ['Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'UTC', 'Australia/Lord_Howe']) {
    for (const length of lengths) {
      for (const width of [280, 900, 2200]) {
        const span = { from: NOW + 12_345, to: NOW + 12_345 + length };
        const { ticks, contexts, step } = axisOf(span, width, 64, zone);
        const what = `${zone} ${length / HOUR} h, ${width} px: ${step.amount} ${step.unit}`;
        assert.ok(ticks.length <= width / 50 + 1, `${what}: ${ticks.length} marks`);
        assert.ok(contexts.length >= 1 && (contexts[0] ?? Infinity) <= span.from, what);
        for (const time of ticks) {
          assert.ok(time >= span.from && time < span.to, what);
          const [hour, minute] = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(time).split(':').map(Number);
          if (step.unit === 'minute') assert.equal((minute ?? 1) % step.amount, 0, what);
          else if (step.unit === 'hour') assert.deepEqual([(hour ?? 1) % step.amount, minute], [0, 0], what);
          else assert.deepEqual([hour, minute], [0, 0], what);
        }
      }
    }
  }
});

test('the nights in which clocks change have the right marks', () => {
  const label = makeTickLabels('en-GB', 'Europe/Paris');
  const night = (from: number, zone = 'Europe/Paris') => {
    const { ticks, step } = axisOf({ from, to: from + 5 * HOUR }, 400, 60, zone);
    return ticks.map((time) => label.tick(time, step.unit)).join(' ');
  };
  assert.equal(night(Date.UTC(2026, 9, 24, 23, 30)), '02:00 02:00 03:00 04:00 05:00');
  assert.equal(night(Date.UTC(2026, 2, 28, 23, 30)), '01:00 03:00 04:00 05:00 06:00');
  // Days stay on midnight, although one of them has 23 hours.
  const { ticks } = axisOf({ from: Date.UTC(2026, 2, 27), to: Date.UTC(2026, 3, 1) }, 400, 60, 'Europe/Paris');
  const hours = ticks.slice(1).map((time, index) => (time - (ticks[index] ?? 0)) / HOUR);
  assert.deepEqual(hours, [24, 23, 24, 24]);
});
