import { createIdentifierFromRawId, type ParticipantRole, type RoomsClient } from 'acs-rooms';
import { ROLES } from '../participants/paste.ts';
import { DAY, HOUR, MINUTE } from '../kit/durations.ts';

/** Resource part of the sample users' ids; no such resource exists. */
const SAMPLE_RESOURCE = '00000000-5a3b-4c2d-8e1f-0123456789ab';

interface SampleRoom {
  validFrom: Date;
  validUntil: Date;
  pstnDialOutEnabled: boolean;
  participants: { rawId: string; role: ParticipantRole }[];
}

/** Starts and lengths as a clinic, a school or a help desk would have them: visits now and later, classes, a standing room. */
const PLAN: readonly { start: number; length: number; people: number }[] = [
  { start: -20 * MINUTE, length: 30 * MINUTE, people: 2 },
  { start: -2 * HOUR, length: 3 * HOUR, people: 5 },
  { start: -45 * MINUTE, length: HOUR, people: 2 },
  { start: -1 * DAY, length: 2 * DAY, people: 8 },
  { start: 25 * MINUTE, length: 30 * MINUTE, people: 2 },
  { start: 3 * HOUR, length: HOUR, people: 3 },
  { start: 1 * DAY, length: 90 * MINUTE, people: 12 },
  { start: -6 * DAY, length: 30 * DAY, people: 24 },
  { start: 2 * DAY, length: 2 * HOUR, people: 4 },
  { start: -3 * DAY, length: 7 * DAY, people: 1 },
  { start: 9 * DAY, length: 45 * MINUTE, people: 2 },
  { start: -10 * MINUTE, length: 180 * DAY, people: 6 },
  { start: 21 * DAY, length: 5 * DAY, people: 40 },
  { start: -30 * DAY, length: 90 * DAY, people: 3 },
  { start: 60 * DAY, length: 14 * DAY, people: 0 },
];

/** The n-th sample room, the same every time but for the clock. */
function sampleRoom(index: number, now: number): SampleRoom {
  const plan = PLAN[index % PLAN.length] ?? { start: 0, length: HOUR, people: 0 };
  const round = Math.floor(index / PLAN.length);
  const from = now + plan.start + round * 37 * MINUTE * Math.sign(plan.start);
  const participants = Array.from({ length: plan.people }, (_, person) => {
    const user = (index * 1009 + person * 7919 + 4096).toString(16).padStart(8, '0');
    return {
      rawId: `8:acs:${SAMPLE_RESOURCE}_${user}-7c1e-4f60-9b2a-${(person * 65_537 + index).toString(16).padStart(12, '0')}`,
      role: person === 0 ? 'Presenter' : (ROLES[person % ROLES.length] ?? 'Attendee'),
    } as const;
  });
  return {
    validFrom: new Date(from),
    // A later round moves the start back; the end must stay ahead of now, or the service refuses the room.
    validUntil: new Date(Math.max(from + plan.length, now + (5 + 11 * round) * MINUTE)),
    pstnDialOutEnabled: index % 3 === 1,
    participants,
  };
}

/** Creates sample rooms around `now` through the client, as anyone would. */
export async function createSampleRooms(client: RoomsClient, count: number, now: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const room = sampleRoom(index, now);
    await client.createRoom({
      ...room,
      participants: room.participants.map(({ rawId, role }) => ({ id: createIdentifierFromRawId(rawId), role })),
    });
  }
}
