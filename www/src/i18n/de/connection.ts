import { plurals } from '../plural.ts';

const count = plurals('de');

export const connection = {
  label: 'Verbindung',
  actions: 'Aktionen des Emulators',
  connecting: 'Verbinden…',
  names: {
    embedded: 'Emulator in diesem Browser',
    emulator: 'Emulator des Befehls',
    proxyEmulator: 'Emulator hinter dem Proxy',
    production: 'Produktion',
  },
  endpoint: 'Endpunkt',
  kept: {
    browser: 'Die Räume bleiben in diesem Browser.',
    memoryOtherTab: 'Ein anderer Tab hat die gespeicherten Räume. Hier leben sie im Speicher: beim Neuladen gehen sie verloren.',
    memoryFailed: 'Dieser Browser bietet keinen Speicherplatz. Räume leben im Speicher: beim Neuladen gehen sie verloren.',
    file: 'Die Räume stehen in der Datendatei des Befehls.',
    memory: 'Die Räume leben, solange der Befehl läuft.',
    elsewhere: 'Die Räume sind nicht echt. Was hier geändert wird, ändert sich dort.',
    production: 'Echte Räume: was hier geändert wird, gilt sofort.',
  },
  takeOver: 'Übernehmen',
  storageFailed: (message: string) => `Dieser Browser konnte die letzte Änderung nicht speichern (${message}). Der Emulator nimmt nichts mehr an, bis die Seite neu geladen wird.`,
  reload: 'Neu laden',
  lost: {
    unreachable: 'Der Server, von dem diese Seite kam, antwortet nicht.',
    session: 'Diese Seite wird nicht mehr eingelassen. Öffnen Sie den Link, den der Befehl zuletzt ausgegeben hat.',
    refused: 'Der Server lehnt diese Seite ab.',
  },
  failed: {
    unreachable: 'Der Server antwortet nicht',
    session: 'Diese Seite braucht den Link des Befehls',
    refused: 'Der Server ist nicht zu gebrauchen',
  },
  failedBody: {
    unreachable: 'Starten Sie „npx acs-rooms admin“ erneut, falls es beendet ist, oder prüfen Sie das Netz.',
    session: 'Nur wer den Link öffnet, den „npx acs-rooms admin“ ausgibt, darf Räume sehen. Jeder Link gilt einmal; starten Sie den Befehl für einen weiteren erneut.',
    refused: 'Er antwortet etwas, das diese Seite nicht versteht.',
  },
  sample: 'Beispielräume laden',
  sampleDone: (rooms: number) => count(rooms, { one: '# Beispielraum erstellt', other: '# Beispielräume erstellt' }),
  controls: 'Emulator steuern',
  reset: 'Alles löschen',
  resetTitle: 'Alles im Emulator löschen?',
  resetBody: 'Alle Räume und Teilnehmer des Emulators sind sofort weg, Fehler werden aufgehoben, und die Uhr geht auf die Gegenwart zurück. Das lässt sich nicht rückgängig machen.',
  resetDone: 'Der Emulator ist leer.',
  timeAhead: (distance: string) => `Uhr ${distance} voraus`,
  faultsWaiting: (faults: number) => count(faults, { one: '# Fehler wartet', other: '# Fehler warten' }),
};

export const confirm = {
  production: (host: string) => `Das ist die Produktion: ${host}`,
  typeRoomId: 'Geben Sie zur Bestätigung die Raum-ID ein',
  typeCount: 'Geben Sie zur Bestätigung die Zahl der Räume ein',
};
