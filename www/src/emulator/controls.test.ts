import assert from 'node:assert/strict';
import { test } from 'vitest';
import { RoomsClient } from 'acs-rooms';
import { RoomsEmulator } from 'acs-rooms/emulator';
import { embeddedControls } from './controls.ts';
import { EMPTY_FAULT, FAULT_KINDS, FAULT_TARGETS, faultOf, targetOf, type FaultTarget } from './faults.ts';
import { DAY } from '../kit/durations.ts';

test('every kind of fault, on every operation, is one that the emulator takes', async () => {
  const emulator = new RoomsEmulator();
  const controls = embeddedControls(emulator);
  let taken = 0;
  for (const kind of FAULT_KINDS) {
    for (const target of Object.keys(FAULT_TARGETS) as FaultTarget[]) {
      for (const percent of ['100', '10']) {
        await controls.injectFault(faultOf({ ...EMPTY_FAULT, kind, target, percent, retryAfterInMs: '1500' }));
        taken += 1;
      }
    }
  }
  const { faults } = await controls.status();
  assert.equal(faults.length, taken);
  assert.ok(faults.every((fault) => targetOf(fault) !== undefined));
  assert.deepEqual(faults[0], { kind: 'status', count: 1, status: 503, retryAfterInMs: 1500, retryAfterForm: 'ms' });
  assert.equal(targetOf({ kind: 'status', path: '/else' }), undefined);
  await controls.clearFaults();
  assert.deepEqual((await controls.status()).faults, []);
});

test('what is wrong in a fault is named', async () => {
  const controls = embeddedControls(new RoomsEmulator());
  for (const [change, message] of [
    [{ status: '200' }, /status must be a whole number from 400 to 599/],
    [{ status: 'many' }, /fault\.status/],
    [{ count: '0' }, /count must be a whole number, 1 or more/],
    [{ percent: '140' }, /probability must be a number from 0 to 1/],
    [{ kind: 'slowBody', delayInMs: '-1' }, /fault\.delayInMs/],
  ] as const) {
    await assert.rejects(controls.injectFault(faultOf({ ...EMPTY_FAULT, ...change })), message);
  }
});

test('a fault hits the operation it was made for, so often, and counts down', async () => {
  const emulator = new RoomsEmulator();
  const controls = embeddedControls(emulator);
  const client = new RoomsClient(emulator.connectionString, { fetch: emulator.fetch, retryOptions: { maxRetries: 0 } });
  await controls.injectFault(faultOf({ ...EMPTY_FAULT, target: 'createRoom', status: '429', count: '2' }));
  for await (const room of client.listRooms()) void room;
  await assert.rejects(client.createRoom(), { statusCode: 429 });
  assert.equal((await controls.status()).faults[0]?.count, 1);
  await assert.rejects(client.createRoom(), { statusCode: 429 });
  await client.createRoom();
  assert.deepEqual((await controls.status()).faults, []);
});

test('the state goes out and comes in, with the clock; a wrong one changes nothing', async () => {
  const emulator = new RoomsEmulator();
  const controls = embeddedControls(emulator);
  const client = new RoomsClient(emulator.connectionString, { fetch: emulator.fetch });
  const { id } = await client.createRoom();
  await controls.advanceTime(3 * DAY);
  const state = await controls.exportState();
  await controls.reset();
  await assert.rejects(client.getRoom(id), { statusCode: 404 });
  assert.equal((await controls.status()).advancedInMs, 0);
  await assert.rejects(controls.importState(`${state}nonsense\n`), /line \d+: expected/);
  await assert.rejects(controls.importState('a,b\n1,2\n'), /first line must be/);
  await assert.rejects(client.getRoom(id), { statusCode: 404 });
  await controls.importState(state);
  assert.equal((await client.getRoom(id)).id, id);
  assert.equal((await controls.status()).advancedInMs, 3 * DAY);
});
