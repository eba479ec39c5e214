import { t } from '@marginiq/ui/messages';
import { startPagePlugin } from '@marginiq/ui/start-page';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

/** The browser build of the desktop app, served by the server at /app. Its service worker starts it offline. */
export default defineConfig({
  root: 'src/renderer',
  base: '/app/',
  build: { outDir: '../../dist-web', emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 1500 },
  plugins: [
    react(),
    startPagePlugin({ name: 'MarginIQ', address: './' }),
    VitePWA({
      registerType: 'prompt',
      injectRegister: false,
      manifest: {
        name: 'MarginIQ',
        short_name: 'MarginIQ',
        description: t('startup.description'),
        theme_color: '#14614f',
        background_color: '#ffffff',
        display: 'standalone',
        icons: [{ src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' }],
      },
      workbox: {
        globPatterns: ['**/*.{js,css,html,svg,woff2}'],
        navigateFallback: 'index.html',
        maximumFileSizeToCacheInBytes: 5_000_000,
      },
    }),
  ],
});
