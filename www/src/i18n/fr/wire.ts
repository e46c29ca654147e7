import type * as en from '../en/wire.ts';
import { plurals } from '../plural.ts';

const count = plurals('fr');

export const wire: typeof en.wire = {
  title: 'Appels',
  label: 'Appels au service',
  open: (calls, failed) =>
    failed > 0 ? `Voir les appels : ${calls} jusqu’ici, ${count(failed, { one: '# échoué', other: '# échoués' })}` : `Voir les appels : ${calls} jusqu’ici`,
  filter: 'Filtrer les appels',
  all: 'Tous',
  failed: 'Échoués',
  clear: 'Vider',
  close: 'Fermer les appels',
  list: 'Appels, les plus récents d’abord',
  empty: 'Pas encore d’appels',
  emptyBody: 'Ce que cette page demande au service apparaît ici : méthode, chemin, statut, durée et essais. Rien de secret.',
  noneFailed: 'Aucun appel n’a échoué',
  choose: 'Choisissez un appel pour le voir en entier et le copier comme programme.',
  back: 'Retour aux appels',
  pending: 'en cours',
  noAnswer: 'sans réponse',
  attempts: (attempts) => count(attempts, { one: '# essai', other: '# essais' }),
  attemptsTitle: 'Essais',
  retryIn: (milliseconds) => `de nouveau après ${milliseconds}`,
  milliseconds: (value) => `${value} ms`,
  started: 'Envoyé',
  took: 'Durée',
  clientRequestId: 'Id de requête du client',
  requestId: 'Id de requête',
  body: 'Corps',
  copyAs: 'Copier comme',
  languages: { curl: 'curl', javascript: 'JavaScript', python: 'Python' },
  copyCode: 'Copier le code',
  keyHint: 'La clé d’accès est lue dans la variable d’environnement ACS_ACCESS_KEY.',
  emulatorHint: 'L’émulateur ici ne peut être joint de l’extérieur : le code s’adresse à « npx acs-rooms emulator ».',
};
