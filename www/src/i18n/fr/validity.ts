import type * as en from '../en/validity.ts';

export const validity: typeof en.validity = {
  startsAt: (when) => `Début ${when}`,
  startedAt: (when) => `Début ${when}`,
  endsAt: (when) => `Fin ${when}`,
  endedAt: (when) => `Fin ${when}`,
  used: (length, left) => `${length} ; il reste ${left} des 180 jours que le service permet`,
  full: 'La totalité des 180 jours que le service permet',
  over: (length) => `${length} de plus que les 180 jours que le service permet`,
  latestEnd: (date) => `Fin au plus tard : ${date}`,
  latestStart: (date) => `Début au plus tard : ${date}`,
  startTooLate: (date) => `Le service accepte un début jusqu’au ${date} au plus tard.`,
  endInPast: 'La fin est passée.',
  restart: 'Commencer maintenant',
  restartHint: 'Les 180 jours comptent depuis le début. Commencez la salle maintenant pour les avoir tous à nouveau.',
  clocksForward: (before, after) => `Ce jour-là, les horloges passent de ${before} à ${after}.`,
  clocksBack: (before, after) => `Ce jour-là, les horloges reviennent de ${before} à ${after}.`,
  firstOfTwo: (zone) => `Cette heure existe deux fois ; c’est la première (${zone}).`,
  secondOfTwo: (zone) => `Cette heure existe deux fois ; c’est la seconde (${zone}).`,
  useFirst: 'Prendre la première',
  useSecond: 'Prendre la seconde',
  clocksChange: (from, until) => `Changement d’heure entre les deux : ${from}, puis ${until}.`,
};
