import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The admin console, served by the server at /admin. */
export default defineConfig({
  base: '/admin/',
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 1500 },
  plugins: [react()],
});
