import { defineConfig } from '@playwright/test';
import { HOST } from './harness/host.ts';

/** Electron runs what has been seen to pass in it so far; every other spec joins when it has been tried there. */
const IN_ELECTRON = ['desktop-shell.electron', 'faults', 'lost-vault'];

/**
 * End-to-end tests on real parts: the api and worker as processes, MongoDB from MONGODB_URI, a real browser from
 * MARGINIQ_CHROMIUM, or Electron from MARGINIQ_ELECTRON. `npm test` provides them.
 */
export default defineConfig({
  testDir: 'specs',
  testMatch: HOST === 'electron' ? IN_ELECTRON.map((name) => `**/${name}.e2e.ts`) : '**/*.e2e.ts',
  testIgnore: HOST === 'electron' ? [] : '**/*.electron.e2e.ts',
  outputDir: `../test-results/e2e-${HOST}`,
  // One installation is seeded per worker; two cores carry one.
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  retries: 0,
  reporter: [['list']],
});
