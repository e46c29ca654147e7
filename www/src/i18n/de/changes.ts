import { plurals } from '../plural.ts';

const count = plurals('de');
const people = { one: '# Teilnehmer', other: '# Teilnehmer' };

export const changes = {
  selected: (n: number) => count(n, { one: '# ausgewählt', other: '# ausgewählt' }),
  selection: 'Ausgewählte Teilnehmer',
  select: (id: string) => `${id} auswählen`,
  selectAll: 'Alle angezeigten auswählen',
  clear: 'Auswahl aufheben',
  setRole: 'Rolle setzen',
  remove: 'Entfernen',
  copyCsv: 'Als CSV kopieren',
  copiedCsv: (n: number) => `${count(n, people)} als CSV kopiert`,
  titleRole: (role: string) => `Rolle auf ${role} setzen?`,
  titleRemove: 'Diese Teilnehmer entfernen?',
  added: (n: number) => count(n, { one: '# kommt hinzu', other: '# kommen hinzu' }),
  changed: (n: number) => count(n, { one: '# Rolle ändert sich', other: '# Rollen ändern sich' }),
  removed: (n: number) => count(n, { one: '# wird entfernt', other: '# werden entfernt' }),
  same: (n: number) => count(n, { one: '# bleibt, wie es ist', other: '# bleiben, wie sie sind' }),
  nothing: 'Nichts ändert sich: alle sind schon wie gewünscht.',
  staysAs: (role: string) => `schon im Raum als ${role}`,
  becomes: (before: string, after: string) => `${before} → ${after}`,
  replace: 'Liste ersetzen',
  replaceHint: 'Entfernt alle, die nicht unter den eingefügten IDs sind.',
  apply: (n: number) => (n === 0 ? 'Anwenden' : count(n, { one: '# Änderung anwenden', other: '# Änderungen anwenden' })),
  done: (n: number) => count(n, { one: '# Änderung vorgenommen', other: '# Änderungen vorgenommen' }),
  list: 'Was sich ändert',
  nobodySet: (n: number) => count(n, { one: 'Ein Teilnehmer wurde weder hinzugefügt noch geändert', other: '# Teilnehmer wurden weder hinzugefügt noch geändert' }),
  nobodyRemoved: (n: number) => count(n, { one: 'Ein Teilnehmer wurde nicht entfernt', other: '# Teilnehmer wurden nicht entfernt' }),
  before: (n: number) => count(n, { one: '# Änderung wurde davor vorgenommen.', other: '# Änderungen wurden davor vorgenommen.' }),
  noneBefore: 'Davor wurde nichts geändert.',
};
