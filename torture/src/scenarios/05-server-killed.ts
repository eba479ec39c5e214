import { setTimeout as wait } from 'node:timers/promises';
import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import { recordsOfDevice } from './look.ts';
import { must, type Scenario } from './scenario.ts';
import { submissions } from './wishes.ts';

export const serverKilled: Scenario = {
  name: '05-server-killed',
  title: 'Servers are killed in the middle of batches: all or nothing of each transaction',
  async run(stage) {
    await using world = await stage.world();
    const [anna, bert] = await world.joinAll([
      [0, 'Anna', 0],
      [0, 'Bert', 0],
    ]);
    await quiet(world);
    const api = world.api(0);
    for (let round = 0; round < 4; round += 1) {
      api.mongo.requestDelayMs = 25;
      for (const member of [anna, bert]) await member.client.call('submitMany', { commands: submissions(member, 40) });
      await wait(world.random.below(500));
      await api.kill();
      api.mongo.mend();
      await api.restart();
    }
    await quiet(world);
    must((await recordsOfDevice(world, anna)).length === 160, 'commands of Anna are missing');
    await checkLaws(world);
  },
};
