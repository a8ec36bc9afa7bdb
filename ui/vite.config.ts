import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// The program's window is WebKitGTK 2.50 or WebView2 123 and later: both know `light-dark()`, so the
// styles are left as written.
const windows = ['safari18', 'chrome123'];

export default defineConfig({
  plugins: [svelte()],
  build: {
    target: windows,
    cssTarget: windows,
    // The content policy allows no `data:` addresses, so nothing is folded into the styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { port: 1420, strictPort: true, fs: { allow: ['..'] } },
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  test: {
    environment: 'jsdom',
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    testTimeout: 20_000,
  },
});
