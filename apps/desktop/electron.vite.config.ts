import { startPagePlugin } from '@marginiq/ui/start-page';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/**
 * Main and preload are bundled whole: the packaged program carries no node_modules, so nothing can be missing from them.
 * Only Electron itself is required at run time. The targets are the oldest Electron that we run on (33: Chromium 130,
 * Node 20).
 */
export default defineConfig({
  main: {
    build: { externalizeDeps: false, target: 'node20', rollupOptions: { input: 'src/main/index.ts' } },
  },
  preload: {
    build: {
      externalizeDeps: false,
      target: 'node20',
      rollupOptions: { input: 'src/preload/index.ts', output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: 'src/renderer',
    build: { target: 'chrome130', rollupOptions: { input: 'src/renderer/index.html' } },
    plugins: [react(), startPagePlugin({ name: 'MarginIQ', address: './' })],
  },
});
