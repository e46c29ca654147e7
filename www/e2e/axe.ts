import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What Playwright's and Puppeteer's pages have in common here. */
interface Evaluates {
  evaluate(script: string): Promise<unknown>;
}

/** What axe finds is told by its rules of colour alone, where nothing but the theme has changed since all rules were asked. */
export type Asked = 'everything' | 'colours';

/** Runs axe in the page. The script goes through the debugger, so the page's policy stays as it is. */
export async function axeViolations(page: Evaluates, asked: Asked = 'everything'): Promise<string[]> {
  await page.evaluate(await source);
  const only = asked === 'everything' ? `${JSON.stringify(TAGS)}` : `axe.getRules(${JSON.stringify(TAGS)}).filter(({ tags }) => tags.includes('cat.color')).map(({ ruleId }) => ruleId)`;
  // No rule of these needs the style sheets, which axe would read anew each time.
  const results = (await page.evaluate(`axe.run(document, { runOnly: ${only}, resultTypes: ['violations'], preload: false })`)) as AxeResults;
  if (results.passes.length === 0) throw new Error('axe checked nothing');
  return results.violations.flatMap(({ id, impact, nodes }) => nodes.map((node) => `${id} (${impact}): ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}
