import assert from 'node:assert/strict';
import { test } from 'vitest';
import { RestError } from 'acs-rooms';
import { watch as watchState } from '../kit/watch.svelte.ts';
import { BulkJob, type Counts, type ItemContext, type JobOptions } from './job.svelte.ts';
import { Pace } from './pace.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

function refusal(statusCode: number | undefined): Error {
  return Object.assign(Object.create(RestError.prototype) as Error, { name: 'RestError', message: `refused with ${statusCode}`, code: 'Test', statusCode });
}

function aborted(): Error {
  return Object.assign(new Error('aborted'), { name: 'AbortError' });
}

/** Work that ends when the test says so. */
class Bench {
  readonly begun: { value: number; context: ItemContext; resolve: (note?: string) => void; reject: (error: Error) => void }[] = [];
  most = 0;
  #now = 0;
  under = 0;

  readonly run = (value: number, context: ItemContext) =>
    new Promise<string | void>((resolve, reject) => {
      this.under += 1;
      this.most = Math.max(this.most, this.under);
      const end = <A extends unknown[]>(done: (...result: A) => void) => (...result: A) => {
        this.under -= 1;
        done(...result);
      };
      context.signal.addEventListener('abort', () => end(reject)(aborted()));
      this.begun.push({ value, context, resolve: end(resolve), reject: end(reject) });
    });

  readonly now = () => this.#now;
  pass(ms: number): void {
    this.#now += ms;
  }

  job(count: number, options: Partial<JobOptions<number>> = {}): BulkJob<number> {
    return new BulkJob({ items: Array.from({ length: count }, (_, index) => index), run: this.run, now: this.now, ...options });
  }
}

/** Checks at every change that nothing is lost and nothing goes back. */
function watch(job: BulkJob<number>): { changes: number } {
  const seen = { changes: 0 };
  let before = 0;
  watchState(() => {
    seen.changes += 1;
    const { total, ...parts } = job.counts;
    assert.equal(Object.values(parts).reduce((sum, part) => sum + part, 0), total);
    assert.ok(job.settled >= before, 'goes back');
    for (const [state, count] of Object.entries(parts)) assert.equal(job.where(state as 'done').length, count, state);
    before = job.settled;
  });
  return seen;
}

const only = (counts: Counts) => Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

test('everything is done, at most six at a time, and all of it is told', async () => {
  const bench = new Bench();
  const job = bench.job(50);
  const seen = watch(job);
  await turn();
  assert.equal(bench.begun.length, 6);
  for (let index = 0; index < 50; index += 1) {
    bench.begun[index]?.resolve(index % 10 === 0 ? 'unchanged' : undefined);
    await turn();
  }
  await job.finished;
  assert.equal(bench.most, 6);
  assert.deepEqual(only(job.counts), { total: 50, done: 50 });
  assert.equal(job.items.filter(({ note }) => note === 'unchanged').length, 5);
  assert.equal(job.phase, 'finished');
  assert.ok(seen.changes > 50);
});

test('a refusal is kept with its reason, and the others go on', async () => {
  const bench = new Bench();
  const job = bench.job(20);
  watch(job);
  for (let index = 0; index < 20; index += 1) {
    await turn();
    if (index % 4 === 0) bench.begun[index]?.reject(refusal(400));
    else bench.begun[index]?.resolve();
  }
  await job.finished;
  assert.deepEqual(only(job.counts), { total: 20, done: 15, failed: 5 });
  assert.deepEqual(job.where('failed').map(({ value, failure }) => [value, failure?.status, failure?.code]), [0, 4, 8, 12, 16].map((value) => [value, 400, 'Test']));
});

test('a pause lets what is under way end, and begins nothing', async () => {
  const bench = new Bench();
  const job = bench.job(20);
  watch(job);
  await turn();
  job.pause();
  for (const { resolve } of [...bench.begun]) resolve();
  await turn();
  assert.deepEqual(only(job.counts), { total: 20, done: 6, waiting: 14 });
  assert.equal(bench.begun.length, 6);
  bench.pass(60_000);
  assert.equal(job.activeTime, 0, 'a pause takes no time');
  job.resume();
  await turn();
  assert.equal(bench.begun.length, 12);
});

test('a cancel aborts what is under way, and tells it from what was never begun', async () => {
  const bench = new Bench();
  const job = bench.job(20);
  watch(job);
  await turn();
  bench.begun[0]?.resolve();
  await turn();
  // This one had its answer before the cancel was heard.
  bench.begun[1]?.resolve();
  job.cancel();
  assert.equal(job.phase, 'cancelling');
  await job.finished;
  assert.deepEqual(only(job.counts), { total: 20, done: 2, interrupted: 5, cancelled: 13 });
  assert.equal(bench.begun.length, 7, 'nothing was begun any more');
  assert.ok(bench.begun.every(({ context }) => context.signal.aborted));
});

test('a cancel during a pause ends the job at once', async () => {
  const bench = new Bench();
  const job = bench.job(20);
  job.pause();
  await turn();
  job.cancel();
  await job.finished;
  assert.deepEqual(only(job.counts), { total: 20, cancelled: 20 });
  job.resume();
  await turn();
  assert.equal(bench.begun.length, 0);
});

test('fewer at a time when the service asks for it, and more again later', async () => {
  const bench = new Bench();
  const job = bench.job(200);
  await turn();
  for (let times = 0; times < 10; times += 1) bench.begun[0]?.context.retried(true);
  assert.equal(job.limit, 1);
  assert.deepEqual([job.retries, job.items[0]?.retries], [10, 10]);
  bench.begun[1]?.context.retried(false);
  assert.equal(job.limit, 1);
  const allowed: number[] = [];
  for (let index = 0; index < 60; index += 1) {
    bench.begun[index]?.resolve();
    await turn();
    allowed.push(job.limit);
    assert.ok(bench.under <= Math.max(job.limit, 6 - index), `${bench.under} under way, ${job.limit} allowed`);
  }
  assert.equal(allowed.at(-1), 6);
  assert.deepEqual(allowed, [...allowed].sort());
});

for (const status of [undefined, 401, 403, 429, 503]) {
  test(`the job pauses by itself when every call ends with ${status ?? 'no answer'}, instead of failing everything`, async () => {
    const job = new BulkJob({ items: Array.from({ length: 500 }, (_, index) => index), run: () => Promise.reject(refusal(status)) });
    for (let times = 0; times < 20; times += 1) await turn();
    assert.equal(job.phase, 'paused');
    assert.equal(job.trouble?.status, status);
    assert.ok(job.counts.failed < 15, `${job.counts.failed} failed`);
    job.resume();
    assert.equal(job.trouble, undefined);
    for (let times = 0; times < 20; times += 1) await turn();
    assert.equal(job.phase, 'paused');
  });
}

test('refusals that are about the item do not pause the job', async () => {
  const job = new BulkJob({ items: Array.from({ length: 100 }, (_, index) => index), run: () => Promise.reject(refusal(400)) });
  await job.finished;
  assert.deepEqual(only(job.counts), { total: 100, failed: 100 });
});

test('a job without items is over at once', async () => {
  const job = new Bench().job(0);
  await job.finished;
  assert.equal(job.isOver, true);
});

test('rate and remaining time follow the last ten seconds, without pauses', async () => {
  const bench = new Bench();
  const job = bench.job(1000, { concurrency: 1 });
  let index = 0;
  const work = async (items: number, each: number) => {
    for (let times = 0; times < items; times += 1, index += 1) {
      await turn();
      bench.pass(each);
      bench.begun[index]?.resolve();
    }
    await turn();
  };
  assert.equal(job.rate, undefined);
  await work(100, 50);
  assert.ok(Math.abs((job.rate ?? 0) - 20) < 1, `${job.rate}`);
  assert.ok(Math.abs((job.remainingTime ?? 0) - 45_000) < 3_000, `${job.remainingTime}`);
  job.pause();
  bench.pass(600_000);
  assert.equal(job.remainingTime, undefined);
  assert.ok(Math.abs((job.rate ?? 0) - 20) < 1, `${job.rate}`);
  job.resume();
  await work(100, 200);
  assert.ok(Math.abs((job.rate ?? 0) - 5) < 0.5, `${job.rate}`);
});

test('a pace tells nothing before a second has passed or nothing has ended', () => {
  let now = 0;
  const pace = new Pace(() => now);
  pace.start();
  now = 900;
  pace.count();
  assert.equal(pace.rate, undefined);
  now = 2000;
  assert.equal(pace.rate, 0.5);
});
