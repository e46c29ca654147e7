import { plurals } from '../plural.ts';

const count = plurals('de');

export const wire = {
  title: 'Aufrufe',
  label: 'Aufrufe des Dienstes',
  open: (calls: number, failed: number) =>
    failed > 0 ? `Aufrufe zeigen: bisher ${calls}, ${count(failed, { one: '# fehlgeschlagen', other: '# fehlgeschlagen' })}` : `Aufrufe zeigen: bisher ${calls}`,
  filter: 'Aufrufe filtern',
  all: 'Alle',
  failed: 'Fehlgeschlagen',
  clear: 'Leeren',
  close: 'Aufrufe schließen',
  list: 'Aufrufe, neueste zuerst',
  empty: 'Noch keine Aufrufe',
  emptyBody: 'Was diese Seite den Dienst fragt, erscheint hier: Methode, Pfad, Status, Dauer und Versuche. Nichts Geheimes.',
  noneFailed: 'Kein Aufruf ist fehlgeschlagen',
  choose: 'Wählen Sie einen Aufruf, um ihn ganz zu sehen und als Programm zu kopieren.',
  back: 'Zurück zu den Aufrufen',
  pending: 'unterwegs',
  noAnswer: 'keine Antwort',
  attempts: (attempts: number) => count(attempts, { one: '# Versuch', other: '# Versuche' }),
  attemptsTitle: 'Versuche',
  retryIn: (milliseconds: string) => `erneut nach ${milliseconds}`,
  milliseconds: (value: string) => `${value} ms`,
  started: 'Gesendet',
  took: 'Dauer',
  clientRequestId: 'Anfrage-ID des Clients',
  requestId: 'Anfrage-ID',
  body: 'Inhalt',
  copyAs: 'Kopieren als',
  languages: { curl: 'curl', javascript: 'JavaScript', python: 'Python' },
  copyCode: 'Code kopieren',
  keyHint: 'Der Zugriffsschlüssel kommt aus der Umgebungsvariablen ACS_ACCESS_KEY.',
  emulatorHint: 'Der Emulator hier ist von außen nicht erreichbar, daher spricht der Code mit „npx acs-rooms emulator“.',
};
