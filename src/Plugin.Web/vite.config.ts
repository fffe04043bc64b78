import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// `HUB` names the hub that the development server stands in front of; its own API path stays as it is.
const hub = process.env['HUB'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  // The hub puts the nonce of each answer in this place, so that its content security policy knows our styles.
  html: { cspNonce: '__NONCE__' },
  server: { proxy: { '/api': { target: hub, changeOrigin: false } } },
  // These know light-dark(), which the styles are written with.
  build: { target: 'es2022', cssTarget: ['chrome125', 'firefox128', 'safari17.5'], chunkSizeWarningLimit: 900 },
  test: { environment: 'node', include: ['src/**/*.test.ts', 'src/**/*.test.tsx'] },
});
