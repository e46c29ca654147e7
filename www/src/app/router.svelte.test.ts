import assert from 'node:assert/strict';
import { flushSync } from 'svelte';
import { test } from 'vitest';
import { watch } from '../kit/watch.svelte.ts';
import { DEFAULT_QUERY, HOME, isFiltered, parseRoute, printRoute, Router, type AddressBar, type Route } from './router.svelte.ts';

const list: Route = { ...HOME };
const timeline: Route = { ...HOME, view: 'timeline', query: { ...DEFAULT_QUERY, sort: 'validFrom', descending: false } };
const NOON = Date.UTC(2026, 10, 23, 12);

test('addresses become routes', () => {
  const cases: [string, Route][] = [
    ['', list],
    ['#/', list],
    ['#/rooms', list],
    ['#/rooms/', list],
    ['#/elsewhere/1', list],
    ['#/rooms/99400000000467221', { ...list, roomId: '99400000000467221' }],
    ['#/rooms/a%2Fb', { ...list, roomId: 'a/b' }],
    ['#/rooms/50%', { ...list, roomId: '50%' }],
    ['#/rooms?q=99&state=expired&sort=validUntil', { ...list, query: { search: '99', state: 'expired', pstn: 'all', sort: 'validUntil', descending: false } }],
    ['#/rooms?pstn=off', { ...list, query: { ...DEFAULT_QUERY, pstn: 'off' } }],
    ['#/rooms?pstn=maybe&from=2026-11-23&to=2026-11-24', list],
    ['#/timeline', timeline],
    ['#/timeline/1?sort=id', { ...timeline, roomId: '1', query: { ...DEFAULT_QUERY, sort: 'id', descending: false } }],
    ['#/timeline?from=2026-11-23T12:00:00.000Z&to=2026-11-23T13:00Z', { ...timeline, span: { from: NOON, to: NOON + 3_600_000 } }],
    ['#/timeline?from=2026-11-24&to=2026-11-23', timeline],
    ['#/timeline?from=soon&to=later', timeline],
    ['#/timeline?from=2026-11-24', timeline],
    ['#/rooms/1?sort=-id', { ...list, roomId: '1', query: { ...DEFAULT_QUERY, sort: 'id', descending: true } }],
    ['#/rooms?state=unheard&sort=-unheard', list],
  ];
  for (const [hash, route] of cases) assert.deepEqual(parseRoute(hash), route, hash);
});

test('every route survives being printed and read again', () => {
  const routes: Route[] = [
    list,
    { ...list, roomId: 'a/b %?#' },
    { ...list, roomId: '1', query: { search: '9 9&=', state: 'scheduled', pstn: 'on', sort: 'created', descending: false } },
    { ...list, query: { ...DEFAULT_QUERY, sort: 'state', descending: true } },
    timeline,
    { ...timeline, query: DEFAULT_QUERY, roomId: '1', span: { from: NOON, to: NOON + 1 } },
  ];
  for (const route of routes) assert.deepEqual(parseRoute(printRoute(route)), route, printRoute(route));
  assert.equal(printRoute(list), '#/rooms');
});

class FakeBar implements AddressBar {
  location = { hash: '' };
  pushed: string[] = [];
  replaced: string[] = [];
  #listeners: (() => void)[] = [];
  history = {
    pushState: (_data: unknown, _unused: string, url: string) => void this.pushed.push((this.location.hash = url)),
    replaceState: (_data: unknown, _unused: string, url: string) => void this.replaced.push((this.location.hash = url)),
  };
  addEventListener(type: string, listener: () => void): void {
    if (type === 'popstate') this.#listeners.push(listener);
  }
  back(hash: string): void {
    this.location.hash = hash;
    for (const listener of this.#listeners) listener();
  }
}

test('opening a room makes a step in the history, typing and leafing do not', () => {
  const bar = new FakeBar();
  const router = new Router(bar);
  let changes = -1;
  watch(() => void [router.route, (changes += 1)]);
  router.openRoom('1');
  router.openRoom('1');
  router.followRoom('2');
  router.refine({ search: '9' });
  assert.deepEqual(bar.pushed, ['#/rooms/1']);
  assert.deepEqual(bar.replaced, ['#/rooms/2', '#/rooms/2?q=9']);
  flushSync();
  assert.equal(changes, 1, 'what changes together is told once');
  bar.back('#/rooms');
  assert.equal(router.route.roomId, undefined);
  flushSync();
  assert.equal(changes, 2);
});

test('the timeline has an order of its own, unless one was chosen, and moving it makes no step', () => {
  const bar = new FakeBar();
  const router = new Router(bar);
  router.refine({ state: 'active' });
  router.show('timeline');
  router.show('timeline');
  assert.deepEqual(router.route.query, { ...DEFAULT_QUERY, state: 'active', sort: 'validFrom', descending: false });
  router.look({ from: NOON, to: NOON + 1 });
  assert.equal(bar.location.hash, '#/timeline?state=active&from=2026-11-23T12:00:00.000Z&to=2026-11-23T12:00:00.001Z');
  router.show('rooms');
  assert.equal(bar.location.hash, '#/rooms?state=active');
  router.refine({ sort: 'id' });
  router.show('timeline');
  assert.equal(router.route.query.sort, 'id');
  assert.equal(bar.pushed.length, 3);
});

test('what leaves rooms out is a filter', () => {
  assert.equal(isFiltered(DEFAULT_QUERY), false);
  assert.equal(isFiltered({ ...DEFAULT_QUERY, sort: 'id' }), false);
  for (const change of [{ search: '9' }, { state: 'active' }, { pstn: 'off' }] as const) assert.equal(isFiltered({ ...DEFAULT_QUERY, ...change }), true);
});

test('dates beyond the years of four digits are moved to where they can be shown, printed and read again', () => {
  for (const dates of ['from=-271821-04-20T00:00:00Z&to=-271821-04-21', 'from=-271821-04-20&to=%2B275760-09-13', 'from=2026-11-23&to=%2B275760-09-13T00:00:00Z', 'from=%2B275760-09-12&to=%2B275760-09-13', 'from=0001-01-01&to=0001-01-02']) {
    const bar = new FakeBar();
    bar.location.hash = `#/timeline?${dates}`;
    const router = new Router(bar);
    const { span } = router.route;
    assert.ok(span && span.from < span.to, dates);
    assert.deepEqual(parseRoute(printRoute(router.route)), router.route, dates);
    for (const share of [-1, 1]) {
      const far = share * 1e16;
      router.look({ from: span.from + far, to: span.to + far });
      assert.deepEqual(parseRoute(bar.location.hash), router.route, dates);
    }
  }
});
