import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The interface, for both shells. Fonts stay files (CSP: font-src 'self'); the servers put their nonce in the placeholder's place. */
export default defineConfig({
  root: new URL('../../renderer', import.meta.url).pathname,
  base: './',
  plugins: [react()],
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: new URL('../../dist/renderer', import.meta.url).pathname,
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1400,
  },
});
