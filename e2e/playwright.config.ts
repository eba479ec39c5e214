import { defineConfig } from '@playwright/test';

/**
 * End-to-end tests on real parts: the api and worker as processes, MongoDB from MONGODB_URI, a real browser from
 * MARGINIQ_CHROMIUM. `npm test` provides both.
 */
export default defineConfig({
  testDir: 'specs',
  testMatch: '**/*.e2e.ts',
  outputDir: '../test-results/e2e',
  // One installation is seeded per worker; two cores carry one.
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  retries: 0,
  reporter: [['list']],
});
