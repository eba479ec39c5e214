import { eventually } from '@marginiq/server/testing/eventually';
import { KILL_POINTS } from '../client/write-port.ts';
import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import type { Scenario } from './scenario.ts';
import { submissions } from './wishes.ts';

export const clientKilled: Scenario = {
  name: '06-client-killed',
  title: 'A client is killed at each of its writes, before, in the middle of and after it: it goes on, without a gap',
  async run(stage) {
    await using world = await stage.world();
    const [anna, mona] = await world.joinAll([
      [0, 'Anna'],
      [0, 'Mona'],
    ]);
    await quiet(world);
    for (let killIn = 1; killIn <= 9; killIn += 1) {
      const killAt = world.random.pick(KILL_POINTS);
      await mona.client.call('writes', { killIn, killAt });
      await anna.client.call('submitMany', { commands: submissions(anna, 6) });
      await mona.client.call('wake', null).catch(() => undefined);
      // It writes on until it meets its end; what it did not get to yet it meets in the next round.
      await eventually('the client is killed', () => !mona.client.running, 6_000).catch(() => undefined);
      await mona.client.restart();
      await mona.client.ready();
      await quiet(world);
    }
    await checkLaws(world);
  },
};
