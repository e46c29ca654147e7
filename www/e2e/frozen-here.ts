// Freezes this process; see `frozen.ts`. The first import of a program that compares pictures.
import { FROZEN_AT, freeze } from './frozen.ts';

const { now } = performance;
freeze(FROZEN_AT);
// What waits here has to see time go by.
performance.now = now.bind(performance);
