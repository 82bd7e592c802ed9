import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { precompress } from './tools/precompress.mjs';

// A running server for `npm run dev`; production serves web/dist itself, so everything is one origin there.
const server = process.env.SIDETONE_SERVER ?? 'https://localhost:8443';

/** React Aria carries its few words in thirty languages; the client speaks two. A missing one falls back to English. */
function ourLanguagesOnly(): Plugin {
  const words = /node_modules\/(?:react-aria|react-stately|react-aria-components)\/.*\/intl\/(?:.*\/)?(\w\w-\w\w)\.m?js$/;
  return {
    name: 'our-languages-only',
    enforce: 'pre',
    load(id) {
      const language = words.exec(id)?.[1];
      return language === undefined || ['en-US', 'de-DE'].includes(language) ? null : 'export default undefined;';
    },
  };
}

function compressed(): Plugin {
  let folder = '';
  return {
    name: 'compressed',
    apply: 'build',
    configResolved: ({ root, build }) => {
      folder = resolve(root, build.outDir);
    },
    closeBundle: () => precompress(folder),
  };
}

export default defineConfig({
  plugins: [ourLanguagesOnly(), react(), compressed()],
  root: fileURLToPath(new URL('.', import.meta.url)),
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    target: 'es2022',
    // A picture as data: would be against the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  server: {
    proxy: {
      '/api': { target: server, secure: false, changeOrigin: true, headers: { origin: server } },
      '/session': { target: server, secure: false, ws: true, changeOrigin: true, rewriteWsOrigin: true },
      '/sip': { target: server, secure: false, ws: true, changeOrigin: true, rewriteWsOrigin: true },
    },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/app/test_setup.ts'],
    restoreMocks: true,
    // No test measures time; this only ends one that hangs on a loaded machine.
    testTimeout: 60_000,
  },
});
