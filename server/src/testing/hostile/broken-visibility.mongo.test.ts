import { expect, test, vi } from 'vitest';
import { startTestApi } from '../test-api.ts';
import { runHostile } from './run-hostile.ts';

// Everybody sees what everybody else of the company has.
vi.mock('../../sync/visibility.ts', () => ({ sightOf: () => ({ owned: {}, revocations: {} }) }));
vi.mock('../../sync/change.ts', async (original) => {
  const real = await original<typeof import('../../sync/change.ts')>();
  const asAdmin: typeof real.seenBy = (principals, ...rest) => real.seenBy([...principals, 'role:admin'], ...rest);
  return { ...real, seenBy: asAdmin };
});

test('a visibility that does not hold is found, as leaks', async () => {
  await using api = await startTestApi();
  const options = { seed: 1, attempts: 400, floods: false, log: () => undefined };
  const { counts, examples } = await runHostile({ ...api, isAlive: () => true }, options);
  expect(counts.leak).toBeGreaterThan(0);
  expect(examples[0]).toMatch(/^leak, seed 1, attempt 0\.\d+ \(.* by (Anna|Mona)\): .* was told$/);
}, 120_000);
