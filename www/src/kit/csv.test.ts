import assert from 'node:assert/strict';
import { test } from 'vitest';
import { printCsv, readCsv } from './csv.ts';

const cells = (text: string) => readCsv(text).map((record) => record.cells);

test('lines are counted as an editor counts them', () => {
  const records = readCsv('a,b\r\n"one\r\ntwo",2\r\n\r\n3,4\r\n');
  assert.deepEqual(records.map(({ line, cells }) => [line, ...cells]), [
    [1, 'a', 'b'],
    [2, 'one\ntwo', '2'],
    [5, '3', '4'],
  ]);
});

test('quotes as in RFC 4180', () => {
  assert.deepEqual(cells('a,"say ""hi""",""\n'), [['a', 'say "hi"', '']]);
  assert.deepEqual(readCsv('a,b\n"open,2\n3,4').map(({ line, brokenQuote }) => [line, brokenQuote]), [
    [1, false],
    [2, true],
  ]);
});

for (const [what, text] of [
  ['a byte order mark', '\uFEFFa,b\n1,2'],
  ['Windows line ends', 'a,b\r\n1,2\r\n'],
  ['old line ends', 'a,b\r1,2\r'],
  ['semicolons', 'a;b\n1;2'],
  ['semicolons, with commas in quotes', '"a";"b"\n1;2'],
  ['tabs', 'a\tb\n1\t2'],
  ['a sep= line', 'sep=|\na|b\n1|2'],
  ['blank lines at the end', 'a,b\n1,2\n\n  \n'],
] as const) {
  test(`${what}`, () => assert.deepEqual(cells(text), [['a', 'b'], ['1', '2']]));
}

test('the delimiter is that of the heading, whatever is in the rows', () => {
  assert.deepEqual(cells('a,b\nx;y;z,2'), [['a', 'b'], ['x;y;z', '2']]);
});

test('nothing that a spreadsheet would run is written, and all of it comes back', () => {
  const risky = ['=1+1', '+33 1', '-5', '@SUM(A1)', '\tx', "'quoted", "'=1", "it's", '=HYPERLINK("http://x","y")', 'a,"b"\nc', ''];
  const text = printCsv([['h', 'i'], ...risky.map((cell) => [cell, 'x'])]);
  for (const cell of readCsv(text.replaceAll("'", '\u0001')).flatMap((record) => record.cells)) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
  assert.deepEqual(cells(text).slice(1), risky.map((cell) => [cell, 'x']));
});
