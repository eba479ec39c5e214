import { t } from '@marginiq/ui/messages';
import { startPagePlugin } from '@marginiq/ui/start-page';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The admin console, served by the server at /admin. */
export default defineConfig({
  base: '/admin/',
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 1500 },
  plugins: [react(), startPagePlugin({ name: t('adminShell.name'), address: '/admin/' })],
});
