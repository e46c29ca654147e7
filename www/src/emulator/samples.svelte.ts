import { clock, toasts } from '../app/state.ts';
import { toFailure } from '../connection/failure.ts';
import { connection } from '../connection/state.ts';
import { t } from '../i18n/state.ts';
import { rooms } from '../rooms/state.ts';
import { createSampleRooms } from './sample.ts';

const SAMPLE_ROOMS = 60;

/** Sample rooms, to look around. */
class Samples {
  running = $state(false);

  /** Fills the emulator and shows what is there then. */
  async load(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      await createSampleRooms(await connection.connect(), SAMPLE_ROOMS, clock.now);
      toasts.show(t().connection.sampleDone(SAMPLE_ROOMS));
    } catch (error) {
      toasts.show(toFailure(error).message, { tone: 'failed' });
    } finally {
      this.running = false;
    }
    await rooms.refresh();
  }
}

export const samples = new Samples();
