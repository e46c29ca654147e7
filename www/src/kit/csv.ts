import Papa from 'papaparse';

/**
 * A spreadsheet takes a cell that begins so for a formula, and runs it. Such a cell is written with an apostrophe in
 * front (OWASP's advice). So is one that begins with an apostrophe, that reading can tell them apart.
 */
const FORMULA = /^[=+\-@\t\r']/;
const GUARDED = /^'[=+\-@\t\r']/;

export interface CsvRecord {
  /** Line of the text where the record begins, from 1. */
  line: number;
  cells: string[];
  /** A quote is opened and never closed, or closed in the middle of a cell. */
  brokenQuote: boolean;
}

/** The character between cells, from the first line: spreadsheets in many languages write semicolons. */
function delimiterOf(firstLine: string): string {
  const bare = firstLine.replace(/"[^"]*"/g, '');
  const [best] = [',', ';', '\t'].sort((a, b) => bare.split(b).length - bare.split(a).length);
  return best ?? ',';
}

/** Reads RFC 4180 and what spreadsheets make of it: any line ends, a byte order mark, semicolons or tabs, a `sep=` line. */
export function readCsv(text: string): CsvRecord[] {
  let lines = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  let line = 1;
  const sep = /^"?sep=(.)"?\n/i.exec(lines);
  if (sep) {
    lines = lines.slice(sep[0].length);
    line = 2;
  }
  const delimiter = sep?.[1] ?? delimiterOf(lines.split('\n', 1)[0] ?? '');
  const { data, errors } = Papa.parse<string[]>(lines, { delimiter, newline: '\n', skipEmptyLines: false });
  const broken = new Set(errors.filter(({ type }) => type === 'Quotes').map(({ row }) => row));
  const records: CsvRecord[] = [];
  for (const [index, cells] of data.entries()) {
    const blank = cells.every((cell) => cell.trim() === '');
    if (!blank) records.push({ line, cells: cells.map((cell) => (GUARDED.test(cell) ? cell.slice(1) : cell)), brokenQuote: broken.has(index) });
    // A cell in quotes may go over several lines.
    line += 1 + cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
  }
  return records;
}

/** Writes RFC 4180 with commas, and nothing that a spreadsheet would run. */
export function printCsv(rows: readonly (readonly string[])[]): string {
  return `${Papa.unparse(rows as string[][], { escapeFormulae: FORMULA, newline: '\r\n' })}\r\n`;
}
