import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const MODULES = fileURLToPath(new URL('./node_modules/', import.meta.url));

/** Their files come in through the style sheet, so they are no modules of the bundle. */
const FONTS = ['@fontsource-variable/inter', '@fontsource-variable/geist-mono'];

async function licenceOf(name: string): Promise<string> {
  const folder = `${MODULES}${name}/`;
  const { version, license } = JSON.parse(await readFile(`${folder}package.json`, 'utf8')) as { version: string; license?: string };
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  const text = file ? await readFile(folder + file, 'utf8') : '(The package has no licence text of its own.)';
  return `${name} ${version}${license ? ` (${license})` : ''}\n\n${text.trim()}\n`;
}

/** Puts the licences of everything that is in the page beside it, as those licences ask. */
export function licences(): Plugin {
  return {
    name: 'licences',
    apply: 'build',
    async generateBundle() {
      const names = new Set(FONTS);
      for (const id of this.getModuleIds()) {
        const name = /\/www\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1];
        if (name) names.add(name);
      }
      const texts = await Promise.all([...names].sort().map(licenceOf));
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source: texts.join(`\n${'-'.repeat(80)}\n\n`) });
    },
  };
}
