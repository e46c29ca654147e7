import type { Environment } from 'vitest/runtime';

/** Node, with code that is compiled as for browsers: in what is compiled for servers, nothing reacts. */
export default {
  name: 'client',
  viteEnvironment: 'client',
  setup: () => ({ teardown() {} }),
} satisfies Environment;
