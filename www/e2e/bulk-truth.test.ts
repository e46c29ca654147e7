import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { bulkAction, closeDialog, fillRooms, importRooms, injectFault, openMenuItem, roomsTable, runEnd, runState, selectAll } from './bulk-steps.ts';
import { BACKENDS, servePage, type Served } from './server.ts';
import { absent, attribute, Browsers, BROWSERS, present, testid, text, texts, until, type Surface } from './surface.ts';

const browsers = new Browsers();
after(() => browsers.close());

/** Rooms deleted at once; so many that progress can be looked at often. */
const MANY = 2000;
const MINUTES = 60_000;

/** What the bar said at a moment, and what was true then. */
interface Sample {
  total: number;
  done: number;
  failed: number;
  cancelled: number;
  interrupted: number;
  running: number;
  remaining: number;
  /** Value of the bar for assistive technology. */
  bar: number;
  /** Width of the part that is done, as a share. */
  width: number;
  /** Rooms that the emulator has answered to be deleted. */
  deleted: number;
}

/**
 * Looks at the bar every few milliseconds, beside the emulator's own answers: inside the page as it makes them, over
 * HTTP as they come.
 */
async function watchBar(surface: Surface, embedded: boolean): Promise<void> {
  await surface.evaluate(`(() => {
    window.samples = [];
    window.answers = { deleted: 0, throttled: 0 };
    const count = (method, status) => {
      if (status === 204) answers.deleted += 1;
      if (status === 429) answers.throttled += 1;
    };
    if (${embedded}) {
      const Native = Response;
      window.Response = class extends Native {
        constructor(body, init) {
          super(body, init);
          count('', this.status);
        }
      };
    } else {
      const native = fetch;
      window.fetch = async (...call) => {
        const answer = await native(...call);
        count('', answer.status);
        return answer;
      };
    }
    setInterval(() => {
      const run = document.querySelector('${testid('run')}[data-kind="delete"]');
      if (!run) return;
      const number = (name) => Number(run.dataset[name]);
      samples.push({
        total: number('total'), done: number('done'), failed: number('failed'), cancelled: number('cancelled'),
        interrupted: number('interrupted'), running: number('running'), remaining: number('remaining'),
        bar: Number(run.querySelector('[role="progressbar"]').getAttribute('aria-valuenow')),
        width: parseFloat(run.querySelector('.part.done').style.width) / 100,
        deleted: answers.deleted,
      });
    }, 10);
  })()`);
}

function assertTrue(samples: Sample[]): void {
  let before = 0;
  for (const sample of samples) {
    const { total, done, failed, cancelled, interrupted, running, remaining, bar, width, deleted } = sample;
    const told = JSON.stringify(sample);
    assert.equal(done + failed + cancelled + interrupted + remaining, total, told);
    assert.equal(bar, total - remaining, told);
    assert.ok(Math.abs(width - done / total) < 0.0005, told);
    assert.ok(bar >= before, `goes back from ${before}: ${told}`);
    // What is said to be done is done; what is done and not yet said is at most what is under way.
    assert.ok(done <= deleted && deleted <= done + running, told);
    before = bar;
  }
}

for (const backend of BACKENDS) {
  for (const name of BROWSERS) {
    describe(`the truth of progress in ${name} on ${backend}`, () => {
      let server: Served;
      before(async () => {
        server = await servePage(backend);
      });
      after(() => server?.close());

      test(`${MANY} rooms are deleted while every tenth answer is a 429, and the bar is true throughout`, { timeout: 10 * MINUTES }, async () => {
        const surface = await browsers.open(name, server);
        await fillRooms(surface, MANY, '', 5 * MINUTES);
        await injectFault(surface, { kind: 'status', target: 'deleteRoom', status: 429, percent: 10, retryAfterInMs: 100 });
        await watchBar(surface, backend === 'embedded');
        await selectAll(surface);
        await bulkAction(surface, 'delete');
        assert.match(await text(surface, '.dialog-title'), /2,000 rooms/);
        const started = Date.now();
        await surface.click(testid('confirm'));

        // It goes on while one looks elsewhere in the page.
        await until(surface, `Number(document.querySelector('${testid('run')}')?.dataset.done) > 100`);
        await surface.click(testid('hide-run'));
        await until(surface, absent('.dialog'));
        await surface.click(testid('bulk-chip'));
        await until(surface, present(testid('run')));

        const end = await runEnd(surface, 5 * MINUTES);
        const took = Date.now() - started;
        assert.deepEqual([end.done, end.failed, end.cancelled, end.interrupted, end.remaining], [MANY, 0, 0, 0, 0]);
        const samples = await surface.evaluate<Sample[]>('samples');
        assertTrue(samples);
        const distinct = new Set(samples.map(({ bar }) => bar)).size;
        assert.ok(distinct > 50, `the bar was seen at ${distinct} values only`);
        const answers = await surface.evaluate<{ deleted: number; throttled: number }>('answers');
        assert.equal(answers.deleted, MANY);
        assert.ok(answers.throttled > MANY / 20 && answers.throttled < MANY / 5, `${answers.throttled} were throttled`);
        assert.equal(end.retries, answers.throttled, 'each repeated call is shown');
        console.log(`${name} on ${backend}: ${MANY} rooms in ${(took / 1000).toFixed(1)} s, ${end.retries} calls repeated, ${samples.length} looks at ${distinct} values of the bar`);

        await closeDialog(surface);
        await surface.reload();
        await until(surface, present('.empty'));
        await surface.finish();
      });

      test('a stop tells what was done, what was not, and what nobody knows', async () => {
        const surface = await browsers.open(name, server);
        await fillRooms(surface, 40);
        await injectFault(surface, { kind: 'slowHeaders', target: 'deleteRoom', delayInMs: 300 });
        await selectAll(surface);
        await bulkAction(surface, 'delete');
        await surface.click(testid('confirm'));
        await until(surface, `Number(document.querySelector('${testid('run')}')?.dataset.done) >= 6`);

        await surface.click(testid('pause-run'));
        await until(surface, `document.querySelector('${testid('run')}').dataset.running === '0'`);
        const paused = await runState(surface);
        assert.equal(paused.phase, 'paused');
        await new Promise((resolve) => setTimeout(resolve, 700));
        assert.deepEqual(await runState(surface), paused, 'nothing goes on');
        await surface.click(testid('resume-run'));
        await until(surface, `Number(document.querySelector('${testid('run')}').dataset.done) > ${paused.done}`);

        await surface.click(testid('cancel-run'));
        const end = await runEnd(surface);
        assert.equal(end.done + end.interrupted + end.cancelled, 40);
        assert.ok(end.cancelled > 0 && end.failed === 0);
        assert.match(await text(surface, testid('cancelled-note')), new RegExp(`^${end.cancelled} rooms? w(as|ere) not begun`));
        if (end.interrupted > 0) assert.match(await text(surface, testid('interrupted-note')), /may or may not/);

        // What was not begun is there, and nothing but what is in doubt besides.
        await closeDialog(surface);
        await surface.reload();
        await until(surface, `Number(document.querySelector('${testid('count')}')?.dataset.read) > 0`);
        await selectAll(surface);
        if (await surface.evaluate<boolean>(present(testid('load-and-select')))) await surface.click(testid('load-and-select'));
        await until(surface, `document.querySelector('${testid('count')}').dataset.more === 'false'`);
        const left = Number(await attribute(surface, testid('count'), 'data-read'));
        assert.ok(left >= end.cancelled && left <= end.cancelled + end.interrupted, `${left} left, ${JSON.stringify(end)}`);
        await surface.finish();
      });

      test('an import whose answers were broken makes no second room when the failed are run again', async () => {
        const surface = await browsers.open(name, server);
        await until(surface, present('.empty'));
        await injectFault(surface, { kind: 'invalidJson', target: 'createRoom', count: 4 });
        await importRooms(surface, roomsTable(12));
        const first = await runEnd(surface);
        assert.deepEqual([first.done, first.failed], [8, 4]);
        assert.deepEqual(await texts(surface, `${testid('failure-group')} .ids li`).then((ids) => ids.every((id) => /^Line \d+$/.test(id))), true);
        await surface.click(testid('run-failed'));
        const second = await runEnd(surface);
        assert.deepEqual([second.total, second.done, second.failed], [4, 4, 0]);
        await closeDialog(surface);
        await surface.reload();
        await until(surface, `document.querySelector('${testid('grid')}')?.dataset.count === '12'`);
        await surface.finish();
      });

      test('work pauses by itself when every call is refused, and goes on when that is over', async () => {
        const surface = await browsers.open(name, server);
        await fillRooms(surface, 60);
        await injectFault(surface, { kind: 'status', target: 'deleteRoom', status: 403, count: 12 });
        await selectAll(surface);
        await bulkAction(surface, 'delete');
        await surface.click(testid('confirm'));
        await until(surface, present(`${testid('run')}[data-phase="paused"]`));
        assert.match(await text(surface, '.dialog .failure'), /Paused, because every call fails/);
        const { failed } = await runState(surface);
        assert.ok(failed >= 6 && failed <= 12, `${failed} failed`);
        await surface.click(testid('resume-run'));
        await until(surface, `/paused|finished/.test(document.querySelector('${testid('run')}').dataset.phase)`);
        await closeDialog(surface);
        await openMenuItem(surface, 'show-runs');
        if ((await runState(surface)).phase === 'paused') await surface.click(testid('resume-run'));
        const end = await runEnd(surface);
        assert.equal(end.done + end.failed, 60);
        await surface.click(testid('run-failed'));
        const again = await runEnd(surface);
        assert.deepEqual([again.done, again.failed], [end.failed, 0]);
        await surface.finish();
      });
    });
  }
}
