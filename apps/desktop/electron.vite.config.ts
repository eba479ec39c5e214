import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

export default defineConfig({
  // Our own packages are TypeScript sources: they are bundled, other packages are required from node_modules.
  main: {
    build: {
      externalizeDeps: { exclude: ['@marginiq/contract'] },
      rollupOptions: { input: 'src/main/index.ts' },
    },
  },
  preload: {
    build: {
      rollupOptions: { input: 'src/preload/index.ts', output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: 'src/renderer',
    build: { target: 'chrome140', rollupOptions: { input: 'src/renderer/index.html' } },
    plugins: [react()],
  },
});
