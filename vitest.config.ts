import { defineConfig } from 'vitest/config';

const everywhere = '{packages/*,server,apps/*,scripts,e2e}';
const needsService = ['**/*.mongo.test.ts', '**/*.redis.test.ts'];

/** A test's suffix says what it needs: `.test.ts` nothing, `.mongo.test.ts` the MongoDB of MONGODB_URI. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [`${everywhere}/**/*.test.{ts,tsx}`],
          exclude: ['**/node_modules/**', ...needsService],
        },
      },
      {
        test: {
          name: 'integration',
          include: [`${everywhere}/**/*.mongo.test.ts`],
          exclude: ['**/node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // One MongoDB serves all; two files at a time are what two cores carry.
          maxWorkers: 2,
        },
      },
    ],
  },
});
