import type * as en from '../en/connection.ts';
import { plurals } from '../plural.ts';

const count = plurals('fr');

export const connection: typeof en.connection = {
  label: 'Connexion',
  actions: 'Actions de l’émulateur',
  connecting: 'Connexion…',
  names: {
    embedded: 'Émulateur dans ce navigateur',
    emulator: 'Émulateur de la commande',
    proxyEmulator: 'Émulateur derrière le proxy',
    production: 'Production',
  },
  endpoint: 'Point de terminaison',
  kept: {
    browser: 'Les salles sont gardées dans ce navigateur.',
    memoryOtherTab: 'Un autre onglet a les salles gardées. Ici elles vivent en mémoire : recharger les efface.',
    memoryFailed: 'Ce navigateur n’offre pas de stockage. Les salles vivent en mémoire : recharger les efface.',
    file: 'Les salles sont gardées dans le fichier de la commande.',
    memory: 'Les salles vivent aussi longtemps que la commande.',
    elsewhere: 'Ces salles ne sont pas réelles. Ce qui change ici change là-bas.',
    production: 'De vraies salles : tout changement prend effet aussitôt.',
  },
  takeOver: 'Reprendre',
  storageFailed: (message) => `Ce navigateur n’a pas pu garder le dernier changement (${message}). L’émulateur n’en accepte plus avant que la page soit rechargée.`,
  reload: 'Recharger',
  lost: {
    unreachable: 'Le serveur qui a donné cette page ne répond pas.',
    session: 'Cette page n’est plus admise. Ouvrez le dernier lien affiché par la commande.',
    refused: 'Le serveur refuse cette page.',
  },
  failed: {
    unreachable: 'Le serveur ne répond pas',
    session: 'Cette page a besoin du lien de la commande',
    refused: 'Le serveur est inutilisable',
  },
  failedBody: {
    unreachable: 'Relancez « npx acs-rooms admin » s’il s’est arrêté, ou vérifiez le réseau.',
    session: 'Seul qui ouvre le lien affiché par « npx acs-rooms admin » peut voir les salles. Chaque lien sert une fois ; relancez la commande pour en avoir un autre.',
    refused: 'Il répond quelque chose que cette page ne comprend pas.',
  },
  sample: 'Charger des exemples',
  sampleDone: (rooms) => count(rooms, { one: '# salle d’exemple créée', other: '# salles d’exemple créées' }),
  controls: 'Commandes de l’émulateur',
  reset: 'Tout supprimer',
  resetTitle: 'Tout supprimer dans l’émulateur ?',
  resetBody: 'Toutes les salles et tous les participants de l’émulateur disparaissent aussitôt, les pannes sont levées, et l’horloge revient au présent. C’est sans retour.',
  resetDone: 'L’émulateur est vide.',
  timeAhead: (distance) => `Horloge avancée de ${distance}`,
  faultsWaiting: (faults) => count(faults, { one: '# panne en attente', other: '# pannes en attente' }),
};

export const confirm: typeof en.confirm = {
  production: (host) => `Ceci est la production : ${host}`,
  typeRoomId: 'Pour confirmer, tapez l’id de la salle',
  typeCount: 'Pour confirmer, tapez le nombre de salles',
};
