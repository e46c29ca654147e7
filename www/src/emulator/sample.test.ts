import assert from 'node:assert/strict';
import { test } from 'vitest';
import { RoomsClient } from 'acs-rooms';
import { RoomsEmulator } from 'acs-rooms/emulator';
import { createSampleRooms } from './sample.ts';

test('every sample room is one that the service takes', async () => {
  const emulator = new RoomsEmulator();
  const client = new RoomsClient(emulator.connectionString, { fetch: emulator.fetch });
  await createSampleRooms(client, 60, Date.now());
  let listed = 0;
  for await (const room of client.listRooms()) {
    assert.ok(room.validUntil > room.validFrom);
    listed += 1;
  }
  assert.equal(listed, 60);
});
