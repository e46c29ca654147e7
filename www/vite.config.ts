import { cp, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import { HEADERS_FILE, META_POLICY } from './csp.ts';
import { licences } from './licences.ts';

const SHIPPED = fileURLToPath(new URL('../target/npm/acs-rooms/dist/admin/', import.meta.url));

/** Only in the build: the development server injects inline styles and speaks over a web socket. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: META_POLICY }, injectTo: 'head-prepend' },
    ],
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: '_headers', source: HEADERS_FILE });
    },
  };
}

/** The page is a part of the package that it is built on, as what `acs-rooms admin` serves. */
function shipped(): Plugin {
  return {
    name: 'shipped',
    apply: 'build',
    async closeBundle() {
      await rm(SHIPPED, { recursive: true, force: true });
      await cp(fileURLToPath(new URL('./dist/', import.meta.url)), SHIPPED, { recursive: true });
    },
  };
}

export default defineConfig({
  base: './',
  // Says what is wrong, and nothing when all is well.
  logLevel: 'warn',
  plugins: [svelte(), contentSecurityPolicy(), licences(), shipped()],
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The emulator with its wasm is in one file, which is loaded after the page is shown.
    chunkSizeWarningLimit: 1300,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
});
