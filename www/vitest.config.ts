import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  // In Node, Svelte is otherwise resolved to what renders on servers, where nothing reacts.
  resolve: { conditions: ['browser'] },
  test: { include: ['src/**/*.test.ts'], environment: 'node', reporters: ['default', './vitest.counts.ts'] },
});
