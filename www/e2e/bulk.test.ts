import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readCsv } from '../src/kit/csv.ts';
import { axeViolations } from './axe.ts';
import { bulkAction, catchFiles, closeDialog, fillRooms, importRooms, openMenuItem, runEnd, savedFile, selectAll, selectedCount, USER } from './bulk-steps.ts';
import { BACKENDS, servePage, type Served } from './server.ts';
import { absent, attribute, Browsers, BROWSERS, present, testid, text, texts, until, type Surface } from './surface.ts';

const browsers = new Browsers();
after(() => browsers.close());

const check = (index: number) => `[data-index="${index}"] [data-column="check"]`;
const checkedRows = (surface: Surface) =>
  surface.evaluate<number[]>(`[...document.querySelectorAll('.row[aria-selected="true"]')].map((row) => Number(row.dataset.index)).sort((a, b) => a - b)`);
const focusGrid = (surface: Surface) => surface.evaluate(`document.querySelector('${testid('grid')}').focus()`);

for (const backend of BACKENDS) {
  for (const name of BROWSERS) {
    describe(`many rooms in ${name} on ${backend}`, () => {
      let server: Served;
      before(async () => {
        server = await servePage(backend);
      });
      after(() => server?.close());

      test('rooms are selected by pointer and keyboard, and a filter hides but keeps them', async () => {
        const surface = await browsers.open(name, server);
        await fillRooms(surface, 12);

        await surface.click(check(2));
        assert.deepEqual(await checkedRows(surface), [2]);
        assert.equal(await text(surface, `${testid('bulk-bar')} [role="status"] .long`), '1 room selected');
        await surface.click(check(5), 'Shift');
        assert.deepEqual(await checkedRows(surface), [2, 3, 4, 5]);
        await surface.click(check(1), 'Shift');
        assert.deepEqual(await checkedRows(surface), [1, 2], 'a range turns around where it began');
        await surface.click('[data-index="7"] [data-column="state"]', 'Control');
        assert.deepEqual(await checkedRows(surface), [1, 2, 7]);

        assert.deepEqual(await axeViolations(surface), [], 'selection');
        await focusGrid(surface);
        await surface.press('Escape');
        assert.equal(await selectedCount(surface), 0);
        await surface.press('Home');
        await surface.press('ArrowDown');
        await surface.press('Space');
        await surface.press('Shift+ArrowDown');
        await surface.press('Shift+ArrowDown');
        await surface.press('Shift+ArrowUp');
        assert.deepEqual(await checkedRows(surface), [1, 2]);
        await surface.press('Control+a');
        assert.equal(await selectedCount(surface), 12);
        assert.equal(await surface.evaluate(`document.querySelector('[data-head="check"] input').checked`), true);

        await surface.select('select[aria-label*="dial-out"]', 'on');
        await until(surface, `document.querySelector('${testid('grid')}').dataset.count === '6'`);
        assert.match(await text(surface, `${testid('bulk-bar')} [role="status"]`), /12 rooms selected.* 6 not in view/);
        await surface.click('[data-head="check"]');
        assert.equal(await selectedCount(surface), 6, 'the box in the heading takes off what is in view');
        await focusGrid(surface);
        await surface.press('Escape');
        assert.equal(await surface.evaluate(absent(testid('bulk-bar'))), true);
        await surface.finish();
      });

      test('all that the service has is selected, also what was not read yet', async () => {
        const surface = await browsers.open(name, server);
        await fillRooms(surface, 90);
        await surface.reload();
        await until(surface, `document.querySelector('${testid('count')}')?.dataset.more === 'true'`);
        await selectAll(surface);
        const loaded = await selectedCount(surface);
        assert.ok(loaded < 90, `${loaded} were read`);
        await surface.click(testid('load-and-select'));
        await until(surface, `document.querySelector('${testid('bulk-bar')}')?.dataset.selected === '90'`);
        await surface.finish();
      });

      test('validity is extended, and people are added and removed', async () => {
        const surface = await browsers.open(name, server);
        await fillRooms(surface, 7);
        await surface.click(check(0));
        await surface.click(check(4), 'Shift');
        const ends = () => surface.evaluate<string[]>(`[...document.querySelectorAll('.row')].sort((a, b) => a.dataset.index - b.dataset.index).map((row) => row.querySelector('.validUntil time').dateTime)`);
        const before = await ends();

        await bulkAction(surface, 'extend');
        await surface.click('.dialog input[value="month"]');
        assert.deepEqual(await texts(surface, '.dialog dd'), ['5', '0', '0']);
        assert.deepEqual(await axeViolations(surface), [], 'extend');
        await surface.click(testid('submit'));
        assert.deepEqual(pick(await runEnd(surface)), { total: 5, done: 5, failed: 0 });
        await closeDialog(surface);
        assert.equal(await selectedCount(surface), 0, 'the selection has done its part');
        const days = (await ends()).map((end, index) => (Date.parse(end) - Date.parse(before[index] ?? '')) / 86_400_000);
        assert.deepEqual(days, [30, 30, 30, 30, 30, 0, 0]);

        await selectAll(surface);
        await bulkAction(surface, 'extend');
        await surface.click('.dialog input[value="maximum"]');
        await surface.click(testid('submit'));
        await runEnd(surface);
        await closeDialog(surface);
        await selectAll(surface);
        await bulkAction(surface, 'extend');
        await surface.click('.dialog input[value="maximum"]');
        await until(surface, `document.querySelector('${testid('submit')}').disabled`);
        assert.deepEqual(await texts(surface, '.dialog dd'), ['0', '0', '7'], 'nothing is left to extend');
        await closeDialog(surface);

        await bulkAction(surface, 'add');
        await surface.fill('.dialog textarea', `${USER('0')} Presenter\n${USER('1')}`);
        await surface.click(testid('submit'));
        assert.deepEqual(pick(await runEnd(surface)), { total: 7, done: 7, failed: 0 });
        await closeDialog(surface);
        await surface.click('[data-index="3"] [data-column="state"]');
        await until(surface, `document.querySelectorAll('[data-raw-id]').length === 2`);
        await surface.press('Escape');
        await until(surface, absent(testid('room-panel')));

        await selectAll(surface);
        await bulkAction(surface, 'remove');
        await surface.fill('.dialog textarea', USER('0'));
        await surface.click(testid('submit'));
        assert.deepEqual(pick(await runEnd(surface)), { total: 7, done: 7, failed: 0 });
        await closeDialog(surface);
        await surface.click('[data-index="4"] [data-column="state"]');
        await until(surface, `[...document.querySelectorAll('[data-raw-id]')].map((row) => row.dataset.rawId).join() === '${USER('1')}'`);
        await surface.finish();
      });

      test('an import tells each mistake by line, and an export reads back as the same rooms', async () => {
        const surface = await browsers.open(name, server);
        await until(surface, present(testid('count')));
        await openMenuItem(surface, 'import');
        await surface.fill('#import-text', 'validFrom,valid_until\n,2027-01-01T10:00:00Z\n');
        await until(surface, present('.field-error'));
        assert.deepEqual(await axeViolations(surface), [], 'import');
        assert.match(await text(surface, '.dialog'), /Line 1.*there is no column “valid_until”/);
        await closeDialog(surface);

        const end = (index: number) => new Date(Date.now() + 9e7 + index).toISOString();
        const good = Array.from({ length: 5 }, (_, index) => `;${end(index)};TRUE;"${USER('0')}=Presenter;${USER('1')}"`);
        const bad = [`;${end(0)};JA;`, `;2020-01-01T00:00:00Z;;"${USER('0')}=Boss"`];
        await importRooms(surface, `\uFEFF${['validFrom;validUntil;pstnDialOutEnabled;participants', ...bad, ...good].join('\r\n')}`, [
          'Line 2 pstnDialOutEnabled: “JA” is neither true nor false',
          'Line 3 validUntil: is in the past',
          'Line 3 participants: “Boss” is not a role: Presenter, Attendee, Consumer or Collaborator',
        ]);
        assert.deepEqual(pick(await runEnd(surface)), { total: 5, done: 5, failed: 0 });
        await closeDialog(surface);
        await until(surface, `document.querySelector('${testid('grid')}').dataset.count === '5'`);

        await catchFiles(surface);
        await openMenuItem(surface, 'export');
        await surface.click(testid('submit'));
        await runEnd(surface);
        assert.deepEqual(await axeViolations(surface), [], 'export');
        const csv = await savedFile(surface, 'save-csv');
        const json = await savedFile(surface, 'save-json');
        assert.match(csv.name, /^rooms-.*\.csv$/);
        assert.equal(readCsv(csv.text).length, 6);
        await closeDialog(surface);

        await importRooms(surface, csv.text);
        await runEnd(surface);
        await closeDialog(surface);
        await importRooms(surface, json.text);
        await runEnd(surface);
        await closeDialog(surface);
        await openMenuItem(surface, 'export');
        await surface.click(testid('submit'));
        await runEnd(surface);
        const again = await savedFile(surface, 'save-csv');
        // Each room three times, but for its id and its time of creation.
        const bare = (file: string) => readCsv(file).slice(1).map(({ cells }) => cells.slice(2).join());
        const wanted = bare(csv.text);
        assert.deepEqual(bare(again.text).sort(), [...wanted, ...wanted, ...wanted].sort());
        await surface.finish();
      });

      test('what the service refuses is listed by its reason, and run again', async () => {
        const surface = await browsers.open(name, server);
        await fillRooms(surface, 6);
        const gone = await attribute(surface, '[data-index="2"]', 'data-room');
        // Beyond what the service accepts for somebody else's identifier.
        await selectAll(surface);
        await bulkAction(surface, 'add');
        await surface.fill('.dialog textarea', Array.from({ length: 350 }, (_, index) => `8:acs:11111111-2222-4333-8444-555555555555_00000000-0000-4000-8000-${String(index).padStart(12, '0')}`).join('\n'));
        await surface.click(testid('submit'));
        await runEnd(surface);
        await closeDialog(surface);
        await surface.click(check(2));
        await bulkAction(surface, 'delete');
        await surface.click(testid('confirm'));
        await runEnd(surface);
        await closeDialog(surface);
        await importRooms(surface, `validUntil,participants\n,${USER('9')}\n`);
        await runEnd(surface);
        await closeDialog(surface);

        await selectAll(surface);
        await bulkAction(surface, 'add');
        await surface.fill('.dialog textarea', USER('0'));
        await surface.click(testid('submit'));
        assert.deepEqual(pick(await runEnd(surface)), { total: 6, done: 1, failed: 5 });
        assert.equal(await attribute(surface, testid('failure-group'), 'data-count'), '5');
        assert.match(await text(surface, testid('failure-group')), /participants.*5 rooms.*400/);
        assert.deepEqual(await axeViolations(surface), [], 'results');
        await catchFiles(surface);
        const results = readCsv((await savedFile(surface, 'save-results')).text).map(({ cells }) => cells);
        assert.equal(results.filter(([, , result]) => result === 'failed').length, 5);
        assert.ok(results.every(([id]) => id !== gone));

        await surface.click(testid('run-failed'));
        assert.deepEqual(pick(await runEnd(surface)), { total: 5, done: 0, failed: 5 });
        const link = await attribute(surface, `${testid('failure-group')} a`, 'href');
        await surface.click(`${testid('failure-group')} a`);
        await until(surface, absent('.dialog'));
        assert.equal(await surface.evaluate('location.hash'), link);
        await surface.finish();
      });
    });
  }
}

function pick({ total, done, failed }: { total: number; done: number; failed: number }) {
  return { total, done, failed };
}
