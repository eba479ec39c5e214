import { defineConfig } from '@playwright/test';
import { HOST } from './harness/host.ts';

/**
 * What the page alone decides, so that it is alike in a browser and in Electron: a run that has shown it in Electron leaves it out in
 * Chromium. What touches the host (sessions, storage, sealing, windows, closing, updates) is tested in both, always.
 */
const ALIKE = [
  'adjustment',
  'deciding',
  'drafts',
  'notices',
  'reading',
  'repeated-product',
  'roles',
  'search',
  'typing-numbers',
];

const OTHER_HOST = HOST === 'electron' ? '**/*.chromium.e2e.ts' : '**/*.electron.e2e.ts';
const SHOWN = HOST === 'chromium' && process.env.MARGINIQ_E2E_SHOWN === 'electron' ? ALIKE : [];

/**
 * End-to-end tests on real parts: the api and worker as processes, MongoDB from MONGODB_URI, a real browser from
 * MARGINIQ_CHROMIUM, or Electron from MARGINIQ_ELECTRON. `npm test` provides them.
 */
export default defineConfig({
  testDir: 'specs',
  testMatch: '**/*.e2e.ts',
  testIgnore: [OTHER_HOST, ...SHOWN.map((name) => `**/${name}.e2e.ts`)],
  outputDir: `../test-results/e2e-${HOST}`,
  // Each worker seeds an installation of its own. Three at a time take longer on two cores than two do.
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  retries: 0,
  reporter: [['list']],
});
