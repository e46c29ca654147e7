import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'vitest';

const SOURCE = join(import.meta.dirname, '..');
const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|svelte)$/.test(name));

/** The folders of the page that a file imports from. */
function foldersOf(file: string): Set<string> {
  const text = readFileSync(join(SOURCE, file), 'utf8');
  const found = new Set<string>();
  for (const [, target = ''] of text.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)) {
    found.add(relative(SOURCE, join(SOURCE, dirname(file), target)).split('/')[0] ?? '');
  }
  return found;
}

/** What a folder may import from, besides itself; those without a rule, from all. Tests may ask anybody. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  // The parts know nothing of the page: what they say and do comes to them as properties and from `KitSettings`.
  kit: [],
  styles: [],
};

for (const [folder, allowed] of Object.entries(ALLOWED)) {
  test(`${folder} imports nothing of the application`, () => {
    const mine = files.filter((file) => file.startsWith(`${folder}/`) && !file.includes('.test.'));
    if (folder === 'kit') assert.ok(mine.length > 10, `only ${mine.length} files`);
    for (const file of mine) for (const other of foldersOf(file)) assert.ok(other === folder || allowed.includes(other), `${file} imports from ${other}`);
  });
}

test('state is in classes of runes', () => {
  for (const file of files.filter((name) => !name.includes('.test.'))) assert.doesNotMatch(readFileSync(join(SOURCE, file), 'utf8'), /extends Observable|createSubscriber/, file);
});
