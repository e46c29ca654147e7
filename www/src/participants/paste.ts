import { createIdentifierFromRawId, type CommunicationIdentifierKind, type ParticipantRole } from 'acs-rooms';
import { printCsv } from '../kit/csv.ts';

export const ROLES = ['Presenter', 'Attendee', 'Consumer', 'Collaborator'] as const satisfies readonly ParticipantRole[];

/** The service's documented limit of one room. */
export const MOST_PARTICIPANTS = 350;

export type IdentifierKind = CommunicationIdentifierKind['kind'];

/**
 * `good` can be sent. `present` is in the room already: its role will be set. `repeated` was pasted before: the first one counts.
 * `unsupported` is an identifier, but of a kind that rooms do not take. `unknown` is no identifier.
 */
export type PasteVerdict = 'good' | 'present' | 'repeated' | 'unsupported' | 'unknown';

export interface PastedParticipant {
  rawId: string;
  kind: IdentifierKind;
  /** A role written after the id; otherwise the role chosen in the dialog applies. */
  role: ParticipantRole | undefined;
  verdict: PasteVerdict;
}

/** Rooms take users of Communication Services (recorded: every other raw id is answered with 400). */
export function isSupported(kind: IdentifierKind): boolean {
  return kind === 'communicationUser' || kind === 'teamsExtensionUser';
}

/** What a list copied as CSV has beside ids and roles: its headings and the kinds. */
const COLUMN_WORDS: ReadonlySet<string> = new Set([
  'rawid', 'role', 'kind', 'communicationuser', 'phonenumber', 'microsoftteamsuser', 'microsoftteamsapp', 'teamsextensionuser',
]);

/** The role of that name, in any case. */
export function roleNamed(word: string): ParticipantRole | undefined {
  return ROLES.find((role) => role.toLowerCase() === word.toLowerCase());
}

/**
 * Reads raw ids from a column of a spreadsheet, a log or a list: apart by white space, commas or semicolons, in quotes or not.
 * The name of a role after an id gives that participant the role.
 */
export function parsePaste(text: string, alreadyInRoom: Pick<ReadonlySet<string>, 'has'> = new Set()): PastedParticipant[] {
  const pasted: PastedParticipant[] = [];
  const seen = new Set<string>();
  for (const piece of text.split(/[\s,;]+/)) {
    const word = piece.replace(/^["'<[(]+|["'>\])]+$/g, '');
    if (!word || COLUMN_WORDS.has(word.toLowerCase())) continue;
    const role = roleNamed(word);
    const previous = pasted.at(-1);
    if (role && previous && !previous.role) {
      previous.role = role;
      continue;
    }
    const { kind } = createIdentifierFromRawId(word);
    let verdict: PasteVerdict = 'good';
    if (kind === 'unknown') verdict = 'unknown';
    else if (!isSupported(kind)) verdict = 'unsupported';
    else if (seen.has(word)) verdict = 'repeated';
    else if (alreadyInRoom.has(word)) verdict = 'present';
    seen.add(word);
    pasted.push({ rawId: word, kind, role: undefined, verdict });
  }
  return pasted;
}

export function isWrong({ verdict }: PastedParticipant): boolean {
  return verdict === 'unknown' || verdict === 'unsupported';
}

/** What is sent: each id once. */
export function toSend(pasted: readonly PastedParticipant[]): PastedParticipant[] {
  return pasted.filter(({ verdict }) => verdict === 'good' || verdict === 'present');
}

/** The text without the ids that cannot be added. */
export function withoutWrong(pasted: readonly PastedParticipant[]): string {
  return pasted
    .filter((one) => !isWrong(one))
    .map(({ rawId, role }) => (role ? `${rawId}, ${role}` : rawId))
    .join('\n');
}


/** The list as CSV, with the names of the REST API; pasted, it is the same list again. */
export function participantsCsv(participants: readonly { rawId: string; role: ParticipantRole; kind: IdentifierKind }[]): string {
  return printCsv([['rawId', 'role', 'kind'], ...participants.map(({ rawId, role, kind }) => [rawId, role, kind])]);
}
