import { createIdentifierFromRawId, type CommunicationIdentifierKind, type ParticipantRole } from 'acs-rooms';
import { printCsv } from '../kit/csv.ts';

export const ROLES = ['Presenter', 'Attendee', 'Consumer', 'Collaborator'] as const satisfies readonly ParticipantRole[];

/** The service's documented limit of one room. */
export const MOST_PARTICIPANTS = 350;

export type IdentifierKind = CommunicationIdentifierKind['kind'];

/**
 * `good` can be sent. `present` is in the room already: its role will be set. `repeated` was pasted before: the first one counts.
 * `unsupported` is an identifier, but of a kind that rooms do not take. `unknown` is no identifier. `unread` is a line with an
 * identifier and something else, which may have been meant as a role.
 */
export type PasteVerdict = 'good' | 'present' | 'repeated' | 'unsupported' | 'unknown' | 'unread';

export interface PastedParticipant {
  /** Of a line that cannot be read, all of it. */
  rawId: string;
  /** Of the text, from 1. */
  line: number;
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
 * The name of a role after an id gives that participant the role. A line of which anything is not understood is wrong as a
 * whole: a mistyped role would otherwise leave somebody with another one.
 */
export function parsePaste(text: string, alreadyInRoom: Pick<ReadonlySet<string>, 'has'> = new Set()): PastedParticipant[] {
  const pasted: PastedParticipant[] = [];
  const seen = new Set<string>();
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const read = readLine(line, pasted.at(-1));
    if (read === undefined) {
      const words = line.split(APART).map(unwrap);
      const verdict = words.some((word) => kindOf(word) !== 'unknown') ? 'unread' : 'unknown';
      pasted.push({ rawId: line.trim(), line: index + 1, kind: 'unknown', role: undefined, verdict });
      continue;
    }
    for (const { rawId, role } of read) {
      const kind = kindOf(rawId);
      let verdict: PasteVerdict = 'good';
      if (!isSupported(kind)) verdict = 'unsupported';
      else if (seen.has(rawId)) verdict = 'repeated';
      else if (alreadyInRoom.has(rawId)) verdict = 'present';
      seen.add(rawId);
      pasted.push({ rawId, line: index + 1, kind, role, verdict });
    }
  }
  return pasted;
}

const APART = /[\s,;]+/;

function unwrap(word: string): string {
  return word.replace(/^["'<[(]+|["'>\])]+$/g, '');
}

function kindOf(rawId: string): IdentifierKind {
  return createIdentifierFromRawId(rawId).kind;
}

/** The ids of a line; undefined where anything is neither an id nor the role of the id before it. A role alone is that of `last`. */
function readLine(line: string, last: PastedParticipant | undefined): Pick<PastedParticipant, 'rawId' | 'role'>[] | undefined {
  const found: Pick<PastedParticipant, 'rawId' | 'role'>[] = [];
  const words = line.split(APART).map(unwrap).filter((word) => word && !COLUMN_WORDS.has(word.toLowerCase()));
  for (const word of words) {
    const role = roleNamed(word);
    const previous = found.at(-1) ?? (words.length === 1 && last && !isWrong(last) ? last : undefined);
    if (role && previous && !previous.role) previous.role = role;
    else if (kindOf(word) === 'unknown') return undefined;
    else found.push({ rawId: word, role: undefined });
  }
  return found;
}

export function isWrong({ verdict }: PastedParticipant): boolean {
  return verdict === 'unknown' || verdict === 'unread' || verdict === 'unsupported';
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
