import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  resolve: { conditions: ['browser'] },
  test: {
    include: ['src/**/*.test.ts'],
    environment: './vitest.environment.ts',
    reporters: ['default', './vitest.counts.ts'],
    // Resolved by Vite, as the page's own code is, so that both have the same Svelte.
    server: { deps: { inline: [/svelte/] } },
    // Bulk work is tried with hundreds of rooms, and the machine may be busy.
    testTimeout: 60_000,
  },
});
