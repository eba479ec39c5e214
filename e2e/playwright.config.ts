import { defineConfig } from '@playwright/test';
import { HOST } from './harness/host.ts';

/**
 * End-to-end tests on real parts: the api and worker as processes, MongoDB from MONGODB_URI, a real browser from
 * MARGINIQ_CHROMIUM, or Electron from MARGINIQ_ELECTRON. `npm test` provides them.
 */
export default defineConfig({
  testDir: 'specs',
  testMatch: '**/*.e2e.ts',
  testIgnore: HOST === 'electron' ? '**/*.chromium.e2e.ts' : '**/*.electron.e2e.ts',
  outputDir: `../test-results/e2e-${HOST}`,
  // Each worker seeds an installation of its own. Tests wait more than they work, so two cores carry three.
  workers: 3,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  retries: 0,
  reporter: [['list']],
});
