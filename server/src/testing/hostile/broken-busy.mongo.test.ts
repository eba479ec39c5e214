import { TRPCError } from '@trpc/server';
import { expect, test } from 'vitest';
import { ServerBusyError } from '../../server-busy.ts';
import { startTestApi } from '../test-api.ts';
import { runHostile } from './run-hostile.ts';

/** The past of the companies of a run: five with three pushes each. */
const PUSHES_BEFORE = 15;

async function runWhere(refusePush: () => Error) {
  await using api = await startTestApi();
  const { commands } = api.services;
  const push = commands.push.bind(commands);
  let pushes = 0;
  commands.push = async (...asked) => {
    pushes += 1;
    if (pushes > PUSHES_BEFORE) throw refusePush();
    return push(...asked);
  };
  const options = { seed: 1, attempts: 400, floods: false, log: () => undefined };
  return await runHostile({ ...api, isAlive: () => true }, options);
}

test('a server that only says that it is busy is found, as one that hangs', async () => {
  const { counts, examples } = await runWhere(() => new ServerBusyError());
  expect(counts.hang).toBeGreaterThan(0);
  expect(examples[0]).toContain('the server is busy with next to nothing');
}, 120_000);

test('a server that refuses every push is found, as one that hangs', async () => {
  const { examples } = await runWhere(() => new TRPCError({ code: 'FORBIDDEN', message: 'Not now.' }));
  expect(examples).toEqual([
    expect.stringMatching(/^hang, seed 1, 0, commandGame: none of \d+ was ever answered$/),
    expect.stringMatching(/^hang, seed 1, 1, commandGame: none of \d+ was ever answered$/),
  ]);
}, 120_000);
