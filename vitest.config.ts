import { defineConfig } from 'vitest/config';

/** Named one by one: a pattern that begins with braces would be looked for in the whole clone, caches and all. */
const PLACES = ['packages', 'server/src', 'apps', 'scripts', 'e2e', 'bench/src'];
const tests = (suffix: string) => PLACES.map((place) => `${place}/**/*.${suffix}`);
const needsService = ['**/*.mongo.test.ts', '**/*.redis.test.ts'];

/** A test's suffix says what it needs: `.test.ts` nothing, `.mongo.test.ts` the MongoDB of MONGODB_URI. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          // Property tests on a shared machine: how long they take says nothing about what they find.
          testTimeout: 30_000,
          include: tests('test.ts'),
          exclude: ['**/node_modules/**', ...needsService],
          // Vitest leaves a core of two unused.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'integration',
          include: tests('mongo.test.ts'),
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
