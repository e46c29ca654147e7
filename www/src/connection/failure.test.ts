import assert from 'node:assert/strict';
import { test } from 'vitest';
import { RoomsClient } from 'acs-rooms';
import { RoomsEmulator } from 'acs-rooms/emulator';
import { isOnlyAbout, toFailure } from './failure.ts';
import { DAY } from '../kit/durations.ts';

async function refused(call: (client: RoomsClient) => Promise<unknown>) {
  const emulator = new RoomsEmulator();
  const client = new RoomsClient(emulator.connectionString, { fetch: emulator.fetch });
  try {
    await call(client);
  } catch (error) {
    return toFailure(error, new Date(0));
  }
  throw new Error('the call was not refused');
}

test('a refusal about a date is about that field, in the words of the service', async () => {
  const past = await refused((client) => client.createRoom({ validUntil: new Date(Date.now() - DAY) }));
  assert.equal(past.kind, 'refused');
  assert.equal(past.status, 400);
  assert.equal(past.code, 'BadRequest');
  assert.deepEqual(past.fields, { validUntil: 'The time range end is in the past.' });
  assert.ok(isOnlyAbout(past, ['validFrom', 'validUntil']));
  assert.ok(!isOnlyAbout(past, ['validFrom']));

  const far = await refused((client) => client.createRoom({ validFrom: new Date(Date.now() + 200 * DAY), validUntil: new Date(Date.now() + 400 * DAY) }));
  assert.deepEqual(far.fields, {
    validFrom: 'Value is incorrect or more than 180 days in the future.',
    validUntil: 'The time range is incorrect, or larger than 180 days.',
  });
});

test('a refusal about no field keeps the text of the service, and the request id', async () => {
  const missing = await refused((client) => client.getRoom('99400000000467221'));
  assert.equal(missing.status, 404);
  assert.equal(missing.message, 'The server cannot find the requested resource.');
  assert.deepEqual(missing.fields, {});
  assert.ok(!isOnlyAbout(missing, ['validFrom', 'validUntil']));
  assert.ok(missing.requestId, 'request id');
  assert.match(missing.report, new RegExp(`request id: ${missing.requestId?.replace(/[^\w]/g, '.')}`));
  assert.match(missing.report, /request: GET https:\/\/emulator\.localhost\/rooms\/99400000000467221/);
});

test('the report has no secret', async () => {
  const emulator = new RoomsEmulator();
  const key = /accesskey=([^;]+)/i.exec(emulator.connectionString)?.[1] ?? '';
  assert.ok(key.length > 20, 'the emulator has a key');
  const missing = await refused((client) => client.getRoom('99400000000467221'));
  assert.ok(!missing.report.includes(key));
  assert.doesNotMatch(missing.report, /signature/i);
});

test('an argument that the client refuses is about its field', () => {
  const failure = toFailure(new TypeError('validUntil must be a Date'), new Date(0));
  assert.equal(failure.kind, 'input');
  assert.deepEqual(failure.fields, { validUntil: 'validUntil must be a Date' });
  assert.deepEqual(toFailure(new RangeError('participants[2].role must be one of …')).fields, { participants: 'participants[2].role must be one of …' });
  assert.deepEqual(toFailure(new TypeError('roomId must be a string')).fields, {});
});

test('no answer and anything else thrown are told apart', async () => {
  const emulator = new RoomsEmulator();
  const client = new RoomsClient(emulator.connectionString, {
    fetch: () => Promise.reject(new TypeError('fetch failed')),
    retryOptions: { maxRetries: 0 },
  });
  const gone = await client.getRoom('99400000000467221').then(() => undefined, (error: unknown) => toFailure(error));
  assert.equal(gone?.kind, 'unreachable');
  assert.equal(toFailure('odd').kind, 'unexpected');
  assert.equal(toFailure('odd').message, 'odd');
});
