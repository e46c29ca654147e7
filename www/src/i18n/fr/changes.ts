import type * as en from '../en/changes.ts';
import { plurals } from '../plural.ts';

const count = plurals('fr');
const people = { one: '# participant', other: '# participants' };

export const changes: typeof en.changes = {
  selected: (n) => count(n, { one: '# choisi', other: '# choisis' }),
  selection: 'Participants choisis',
  select: (id) => `Choisir ${id}`,
  selectAll: 'Choisir tous ceux affichés',
  clear: 'Effacer le choix',
  setRole: 'Donner un rôle',
  remove: 'Retirer',
  copyCsv: 'Copier en CSV',
  copiedCsv: (n) => `${count(n, people)} ${n < 2 ? 'copié' : 'copiés'} en CSV`,
  titleRole: (role) => `Leur donner le rôle ${role} ?`,
  titleRemove: 'Retirer ces participants ?',
  added: (n) => count(n, { one: '# ajouté', other: '# ajoutés' }),
  changed: (n) => count(n, { one: '# rôle change', other: '# rôles changent' }),
  removed: (n) => count(n, { one: '# retiré', other: '# retirés' }),
  same: (n) => count(n, { one: '# reste tel quel', other: '# restent tels quels' }),
  nothing: 'Rien ne change : tous sont déjà comme voulu.',
  staysAs: (role) => `déjà dans la salle comme ${role}`,
  becomes: (before, after) => `${before} → ${after}`,
  replace: 'Remplacer la liste',
  replaceHint: 'Retire tous ceux qui ne sont pas parmi les ids collés.',
  apply: (n) => (n === 0 ? 'Appliquer' : count(n, { one: 'Appliquer # changement', other: 'Appliquer # changements' })),
  done: (n) => count(n, { one: '# changement fait', other: '# changements faits' }),
  list: 'Ce qui va changer',
  nobodySet: (n) => count(n, { one: 'Un participant n’a pas été ajouté ou modifié', other: '# participants n’ont pas été ajoutés ou modifiés' }),
  nobodyRemoved: (n) => count(n, { one: 'Un participant n’a pas été retiré', other: '# participants n’ont pas été retirés' }),
  before: (n) => count(n, { one: '# changement avait été fait avant.', other: '# changements avaient été faits avant.' }),
  noneBefore: 'Aucun changement n’avait été fait avant.',
};
