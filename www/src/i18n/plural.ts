/**
 * A text for each category of numbers that a language tells apart, as the CLDR names them: English has `one` and
 * `other`, Polish `one`, `few`, `many` and `other`, Arabic all six. `#` becomes the number, written as the language
 * writes it.
 */
export type PluralForms<Category extends Intl.LDMLPluralRule> = Record<Category | 'other', string>;

/**
 * Chooses the form for a number. The categories are named once for each catalogue, and each of its texts must have them:
 * `plurals<'one' | 'few' | 'many'>('pl')`; without a name, `one` and `other`. What is not told apart is `other`.
 */
export function plurals<Category extends Intl.LDMLPluralRule = 'one'>(language: string): (count: number, forms: PluralForms<Category>) => string {
  const rules = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  return (count, forms) => {
    const category = rules.select(count);
    const known: Partial<Record<Intl.LDMLPluralRule, string>> = forms;
    return (known[category] ?? forms.other).replace('#', number.format(count));
  };
}
