import type { EmulatorFault, EmulatorFaultKind } from 'acs-rooms/emulator';

/** What can be made to go wrong, the usual first. */
export const FAULT_KINDS = [
  'status',
  'resetBeforeCommit',
  'resetAfterCommit',
  'slowHeaders',
  'slowBody',
  'truncatedBody',
  'unauthorized',
  'htmlPage',
  'invalidJson',
  'skewedDate',
] as const satisfies readonly EmulatorFaultKind[];

/** The operations, as a fault's method and path name them. */
export const FAULT_TARGETS = {
  all: {},
  createRoom: { method: 'POST', path: '/rooms' },
  listRooms: { method: 'GET', path: '/rooms' },
  getRoom: { method: 'GET', path: '/rooms/*' },
  updateRoom: { method: 'PATCH', path: '/rooms/*' },
  deleteRoom: { method: 'DELETE', path: '/rooms/*' },
  listParticipants: { method: 'GET', path: '/rooms/*/participants' },
  changeParticipants: { method: 'PATCH', path: '/rooms/*/participants' },
} as const satisfies Record<string, Pick<EmulatorFault, 'method' | 'path'>>;
export type FaultTarget = keyof typeof FAULT_TARGETS;

/** A fault as it is filled in. Numbers are text until the emulator has looked at them. */
export interface FaultForm {
  kind: EmulatorFaultKind;
  target: FaultTarget;
  status: string;
  retryAfterInMs: string;
  delayInMs: string;
  skewInMinutes: string;
  count: string;
  always: boolean;
  percent: string;
}

export const EMPTY_FAULT: FaultForm = {
  kind: 'status',
  target: 'all',
  status: '503',
  retryAfterInMs: '',
  delayInMs: '2000',
  skewInMinutes: '60',
  count: '1',
  always: false,
  percent: '100',
};

/** Which fields a kind has besides those that all have. */
export function fieldsOf(kind: EmulatorFaultKind): { status: boolean; retryAfter: boolean; delay: boolean; skew: boolean } {
  return {
    status: kind === 'status' || kind === 'htmlPage',
    retryAfter: kind === 'status',
    delay: kind === 'slowHeaders' || kind === 'slowBody',
    skew: kind === 'skewedDate',
  };
}

/** The fault of a form, without what its kind does not have. What is no number is left for the emulator to refuse. */
export function faultOf(form: FaultForm): EmulatorFault {
  const has = fieldsOf(form.kind);
  const given = (text: string) => (text.trim() === '' ? undefined : Number(text));
  const fault: EmulatorFault = {
    kind: form.kind,
    ...FAULT_TARGETS[form.target],
    count: form.always ? 'always' : given(form.count),
    probability: form.percent.trim() === '100' ? undefined : Number(form.percent) / 100,
    status: has.status ? given(form.status) : undefined,
    retryAfterInMs: has.retryAfter ? given(form.retryAfterInMs) : undefined,
    // To the millisecond; the emulator's own form rounds up to seconds.
    retryAfterForm: has.retryAfter && given(form.retryAfterInMs) !== undefined ? 'ms' : undefined,
    delayInMs: has.delay ? given(form.delayInMs) : undefined,
    skewInMs: has.skew && given(form.skewInMinutes) !== undefined ? Number(form.skewInMinutes) * 60_000 : undefined,
  };
  return Object.fromEntries(Object.entries(fault).filter(([, value]) => value !== undefined)) as unknown as EmulatorFault;
}

/** The operation that a fault hits; undefined for a method or path of somebody else's making. */
export function targetOf(fault: EmulatorFault): FaultTarget | undefined {
  const names = Object.keys(FAULT_TARGETS) as FaultTarget[];
  return names.find((name) => {
    const target: Pick<EmulatorFault, 'method' | 'path'> = FAULT_TARGETS[name];
    return target.method === fault.method && target.path === fault.path;
  });
}
