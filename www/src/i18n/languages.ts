import { de } from './de.ts';
import { en, type Catalogue } from './en.ts';
import { fr } from './fr.ts';

/** Every language of the page, by the tag that browsers ask for. A new one is added in this file, and nowhere else. */
export const CATALOGUES = { en, fr, de } satisfies Record<string, Catalogue>;

/** What a language calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', fr: 'Français', de: 'Deutsch' };

export type Language = keyof typeof CATALOGUES;

export const LANGUAGES = Object.keys(CATALOGUES) as Language[];

/** The first of the languages that the browser asks for and the page speaks. */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const language = LANGUAGES.find((one) => tag.toLowerCase().split('-')[0] === one);
    if (language) return language;
  }
  return 'en';
}

/** The languages that are written from right to left, of those that a catalogue may come for. */
const RIGHT_TO_LEFT: readonly string[] = ['ar', 'fa', 'he', 'ur'];

/** Which way a language is written: the value of `dir`. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.includes(language) ? 'rtl' : 'ltr';
}
