import { v7 } from 'uuid';
import { expect, test, vi } from 'vitest';
import { startTestApi } from '../test-api.ts';
import { runHostile } from './run-hostile.ts';

// The decider is mistaken for somebody other than the requester.
vi.mock('@marginiq/domain/decide', async (original) => {
  const real = await original<typeof import('@marginiq/domain/decide')>();
  const decide: typeof real.decide = (command, request, context) => {
    if (request === null || !/approve|reject/.test(command.type)) return real.decide(command, request, context);
    const steps = request.steps.map((step) => ({ ...step, by: step.by && { ...step.by, userId: v7() } }));
    return real.decide(command, { ...request, ownerId: v7(), steps } as typeof request, context);
  };
  return { ...real, decide };
});

test('people who decide on what they asked for are found, as changes', async () => {
  await using api = await startTestApi();
  const options = { seed: 1, attempts: 1_200, floods: false, log: () => undefined };
  const { counts, examples } = await runHostile({ ...api, isAlive: () => true }, options);
  expect(counts.change).toBeGreaterThan(0);
  expect(examples.join('\n')).toMatch(/change, seed 1, among attempts .*: (approve|reject) by Mona, who asked for it/);
}, 120_000);
