import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Database } from '@marginiq/server/tenancy/database';
import { DatabaseUnavailableError } from '@marginiq/server/tenancy/database-unavailable';
import { checkLaws } from '../laws/check-laws.ts';
import { MongoSet } from '../world/mongo-set.ts';
import { quiet } from '../world/quiet.ts';
import type { Member, World } from '../world/world.ts';
import { recordsOfDevice, resets } from './look.ts';
import { mustHaveMissedNothing, pollersOf } from './poller.ts';
import { must, type Scenario } from './scenario.ts';
import { submissions } from './wishes.ts';

const ROUNDS = ['stepDown', 'kill', 'freeze', 'stepDown', 'kill', 'stepDown'] as const;
/** Three elections' time. */
const FROZEN_MS = 6_000;
const EVERY_MS = 250;
const AT_ONCE = 2;

/** Somebody keeps submitting for as long as the work takes. @returns how many they submitted */
async function submitDuring(member: Member, work: Promise<unknown>): Promise<number> {
  let working = true;
  const ended = work.finally(() => {
    working = false;
  });
  let count = 0;
  for (; working; count += AT_ONCE) {
    await member.client.call('submitMany', { commands: submissions(member, AT_ONCE) });
    await wait(EVERY_MS);
  }
  await ended;
  return count;
}

async function loseThePrimary(set: MongoSet, world: World): Promise<void> {
  for (const how of ROUNDS) {
    await wait(500 + world.random.below(1_000));
    if (how === 'stepDown') await set.stepDown(5);
    else if (how === 'freeze') await set.freeze(FROZEN_MS);
    else await set.kill();
    await wait(1_500);
    await set.start();
  }
}

export const failover: Scenario = {
  name: '29-failover',
  title:
    'Of three MongoDB servers the primary steps down, stands still or is killed under load: no cursor passes a change',
  async run(stage) {
    const set = new MongoSet(join(stage.folder, 'set'));
    try {
      await set.start();
      const refused = await Database.connect(set.uriOfOne, 'refused').catch((error: unknown) => error);
      must(refused instanceof DatabaseUnavailableError, 'a direct connection to one of several members was taken');
      await using world = await stage.world({ mongo: set });
      const members = await world.joinAll([
        [0, 'Anna', 0],
        [0, 'Bert', 1],
        [0, 'Mona', 0],
        [0, 'Ada', 1],
      ]);
      const [anna, bert] = members;
      const pollers = await pollersOf(world);
      await quiet(world);
      const term = await set.term();
      const work = loseThePrimary(set, world);
      const [submitted] = await Promise.all([
        Promise.all([anna, bert].map((member) => submitDuring(member, work))),
        ...pollers.map((poller) => poller.duringFaults(work)),
      ]);
      must((await set.term()) >= term + ROUNDS.length, 'there were fewer elections than primaries lost');
      must(
        world.apis.every(({ running }) => running),
        'a server process did not survive an election',
      );
      await quiet(world);
      // What came since they last looked.
      for (const poller of pollers) while (await poller.page());
      await mustHaveMissedNothing(world, pollers);
      const readings = [...pollers.map((poller) => poller.resets), ...members.map(resets)];
      must(
        readings.every((count) => count === 1),
        `somebody read from scratch, for an election: ${readings}`,
      );
      for (const [index, member] of [anna, bert].entries())
        must((await recordsOfDevice(world, member)).length === submitted[index], 'commands are missing');
      await checkLaws(world);
    } finally {
      await set.stop();
    }
  },
};
