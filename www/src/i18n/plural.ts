/** Chooses the form for a number; `#` in it becomes the number, written as the language writes it. */
export function plurals(language: string): (count: number, forms: { one: string; other: string }) => string {
  const rules = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  return (count, forms) => (rules.select(count) === 'one' ? forms.one : forms.other).replace('#', number.format(count));
}
