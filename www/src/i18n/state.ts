import { preferences } from '../app/state.ts';
import type { Catalogue } from './en.ts';
import { makeFormat, type Format } from './format.ts';
import { CATALOGUES, type Language } from './languages.ts';

/** Texts and formatters in the chosen language. Functions that are read in a component keep it up to date. */

/** The browser's own tag of the language, if it has one: its region decides how dates are written. */
function localeOf(language: Language): string {
  return navigator.languages.find((tag) => tag.toLowerCase().split('-')[0] === language) ?? language;
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const formats = new Map<Language, Format>();

/** The texts in the chosen language. */
export function t(): Catalogue {
  return CATALOGUES[preferences.values.language];
}

/** The formatters in the chosen language. */
export function format(): Format {
  const { language } = preferences.values;
  let made = formats.get(language);
  if (!made) formats.set(language, (made = makeFormat(localeOf(language), zone)));
  return made;
}

/** The locale in which date fields are written. */
export function locale(): string {
  return localeOf(preferences.values.language);
}
