import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What Playwright's and Puppeteer's pages have in common here. */
interface Evaluates {
  evaluate(script: string): Promise<unknown>;
}

/** Runs axe in the page. The script goes through the debugger, so the page's policy stays as it is. */
export async function axeViolations(page: Evaluates): Promise<string[]> {
  await page.evaluate(await source);
  const results = (await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'] })`)) as AxeResults;
  if (results.passes.length === 0) throw new Error('axe checked nothing');
  return results.violations.flatMap(({ id, impact, nodes }) => nodes.map((node) => `${id} (${impact}): ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}
