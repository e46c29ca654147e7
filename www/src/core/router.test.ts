import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_QUERY, parseRoute, printRoute, Router, type AddressBar, type Route } from './router.ts';

const list: Route = { roomId: undefined, query: { ...DEFAULT_QUERY } };

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
    ['#/rooms?q=99&state=expired&sort=validUntil', { roomId: undefined, query: { search: '99', state: 'expired', sort: 'validUntil', descending: false } }],
    ['#/rooms/1?sort=-id', { roomId: '1', query: { ...DEFAULT_QUERY, sort: 'id', descending: true } }],
    ['#/rooms?state=unheard&sort=-unheard', list],
  ];
  for (const [hash, route] of cases) assert.deepEqual(parseRoute(hash), route, hash);
});

test('every route survives being printed and read again', () => {
  const routes: Route[] = [
    list,
    { ...list, roomId: 'a/b %?#' },
    { roomId: '1', query: { search: '9 9&=', state: 'upcoming', sort: 'created', descending: false } },
    { roomId: undefined, query: { ...DEFAULT_QUERY, sort: 'state', descending: true } },
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
  let changes = 0;
  router.subscribe(() => (changes += 1));
  router.openRoom('1');
  router.openRoom('1');
  router.followRoom('2');
  router.refine({ search: '9' });
  assert.deepEqual(bar.pushed, ['#/rooms/1']);
  assert.deepEqual(bar.replaced, ['#/rooms/2', '#/rooms/2?q=9']);
  assert.equal(changes, 3);
  bar.back('#/rooms');
  assert.equal(router.route.roomId, undefined);
  assert.equal(changes, 4);
});
