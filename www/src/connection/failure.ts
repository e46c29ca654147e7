import { isRestError } from 'acs-rooms';

/** Fields of the forms that an error can be about. */
export type FormField = 'validFrom' | 'validUntil' | 'participants' | 'pstnDialOutEnabled';

/** The service was asked again, too late, for what an earlier attempt may have made: it does not know any more either. */
export class Forgotten extends Error {
  override name = 'Forgotten';

  /** @param cause - its answer to the later attempt. */
  constructor(override readonly cause: unknown) {
    super('whether the earlier attempt made it is not known any more');
  }
}

/** Why a call failed, in the parts that the page shows. */
export interface Failure {
  /** `refused`: the service said no. `unreachable`: no answer. `input`: the client refused before sending. */
  kind: 'refused' | 'unreachable' | 'input' | 'unexpected';
  /** Text of the service or the client, in its own words. */
  message: string;
  code?: string;
  status?: number;
  requestId?: string;
  retryAfterInMs?: number;
  /** Nobody knows any more what became of an earlier attempt. The page has words for it. */
  forgotten?: boolean;
  /** What the error says about one field. */
  fields: Partial<Record<FormField, string>>;
  /** What to hand to support: one line per fact, no secret. */
  report: string;
}

/** The service names fields in .NET spelling (`ValidUntil`) or as a JSON path (`$.participants.{id}.role`). */
function fieldOf(target: unknown): FormField | undefined {
  if (typeof target !== 'string') return undefined;
  const name = target.replace(/^\$\.?/, '').toLowerCase();
  if (name.startsWith('validfrom')) return 'validFrom';
  if (name.startsWith('validuntil')) return 'validUntil';
  if (name.startsWith('participants')) return 'participants';
  if (name.startsWith('pstndialoutenabled')) return 'pstnDialOutEnabled';
  return undefined;
}

function add(fields: Failure['fields'], field: FormField, text: string): void {
  fields[field] = fields[field] ? `${fields[field]} ${text}` : text;
}

function report(facts: [string, string | number | undefined][]): string {
  return facts.filter(([, value]) => value !== undefined && value !== '').map(([name, value]) => `${name}: ${value}`).join('\n');
}

/** Reads anything that was thrown. */
export function toFailure(error: unknown, at: Date = new Date()): Failure {
  if (error instanceof Forgotten) return { ...toFailure(error.cause, at), forgotten: true };
  const fields: Failure['fields'] = {};
  if (isRestError(error)) {
    const rest: string[] = [];
    const details: unknown = error.details?.error?.details;
    for (const entry of Array.isArray(details) ? details : []) {
      if (typeof entry?.message !== 'string') continue;
      const field = fieldOf(entry.target);
      if (field) add(fields, field, entry.message);
      else rest.push(entry.message);
    }
    const unreachable = error.statusCode === undefined;
    const serviceText: unknown = error.details?.error?.message;
    const message = rest.length > 0 ? rest.join(' ') : typeof serviceText === 'string' ? serviceText : error.message;
    return {
      kind: unreachable ? 'unreachable' : 'refused',
      message,
      code: error.code,
      status: error.statusCode,
      requestId: error.requestId,
      retryAfterInMs: error.retryAfterInMs,
      fields,
      report: report([
        ['message', error.message],
        ['code', error.code],
        ['status', error.statusCode],
        ['request id', error.requestId],
        ['client request id', error.clientRequestId],
        ['request', error.request && `${error.request.method} ${error.request.url}`],
        ['answer', error.response?.bodyAsText],
        ['time', at.toISOString()],
      ]),
    };
  }
  const thrown = error instanceof Error ? error : new Error(String(error));
  const input = thrown instanceof TypeError || thrown instanceof RangeError;
  // The client names the field first: "validUntil must be …", "participants[2].role must be …".
  const field = input ? fieldOf(/[A-Za-z]+/.exec(thrown.message)?.[0]) : undefined;
  if (field) add(fields, field, thrown.message);
  return {
    kind: input ? 'input' : 'unexpected',
    message: thrown.message,
    fields,
    report: report([['error', thrown.name], ['message', thrown.message], ['time', at.toISOString()]]),
  };
}

/** Whether everything the failure says is said beside fields, so that the dialog need not repeat it. */
export function isOnlyAbout(failure: Failure, shown: FormField[]): boolean {
  const named = Object.keys(failure.fields) as FormField[];
  return named.length > 0 && named.every((field) => shown.includes(field));
}
