import { Observable } from './observable.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface PreferenceValues {
  theme: Theme;
  language: Language;
  /** Keys without a modifier do something; people who use speech input turn them off. */
  singleKeys: boolean;
}

/** `theme.js` reads the same entry before the page's own code runs. */
const KEY = 'acs-rooms';

type Store = Pick<Storage, 'getItem' | 'setItem'>;

/** The first of the languages that the browser asks for and the page speaks. */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const language = LANGUAGES.find((one) => tag.toLowerCase().startsWith(one));
    if (language) return language;
  }
  return 'en';
}

function stored(store: Store | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(store?.getItem(KEY) ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** What the user chose, kept in this browser. Without storage it lasts as long as the page. */
export class Preferences extends Observable {
  readonly #store: Store | undefined;
  values: PreferenceValues;

  constructor(store: Store | undefined, wantedLanguages: readonly string[]) {
    super();
    this.#store = store;
    const { theme, language, singleKeys } = stored(store);
    this.values = {
      theme: THEMES.find((one) => one === theme) ?? 'system',
      language: LANGUAGES.find((one) => one === language) ?? chooseLanguage(wantedLanguages),
      singleKeys: singleKeys !== false,
    };
  }

  set(change: Partial<PreferenceValues>): void {
    this.values = { ...this.values, ...change };
    try {
      this.#store?.setItem(KEY, JSON.stringify(this.values));
    } catch {
      // Storage is full or off: the choice lasts as long as the page.
    }
    this.changed();
  }
}
