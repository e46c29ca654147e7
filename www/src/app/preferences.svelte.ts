import { chooseLanguage, LANGUAGES, type Language } from '../i18n/languages.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export interface PreferenceValues {
  theme: Theme;
  language: Language;
  /** Keys without a modifier do something; people who use speech input turn them off. */
  singleKeys: boolean;
}

/** `theme.js` reads the same entry before the page's own code runs. */
const KEY = 'acs-rooms';

type Store = Pick<Storage, 'getItem' | 'setItem'>;

function stored(store: Store | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(store?.getItem(KEY) ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** What the user chose, kept in this browser. Without storage it lasts as long as the page. */
export class Preferences {
  readonly #store: Store | undefined;
  values: PreferenceValues = $state.raw({ theme: 'system', language: 'en', singleKeys: true });

  constructor(store: Store | undefined, wantedLanguages: readonly string[]) {
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
  }
}
