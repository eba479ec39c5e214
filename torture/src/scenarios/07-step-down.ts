import { setTimeout as wait } from 'node:timers/promises';
import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import { recordsOfDevice } from './look.ts';
import { must, type Scenario } from './scenario.ts';
import { submissions } from './wishes.ts';

export const stepDown: Scenario = {
  name: '07-step-down',
  title: 'The primary steps down during a push: nothing acknowledged is lost',
  async run(stage) {
    await using world = await stage.world();
    const members = await world.joinAll([
      [0, 'Anna', 0],
      [0, 'Bert', 1],
    ]);
    await quiet(world);
    for (let round = 0; round < 3; round += 1) {
      for (const { mongo } of world.apis) mongo.requestDelayMs = 20;
      for (const member of members) await member.client.call('submitMany', { commands: submissions(member, 30) });
      await wait(world.random.below(400));
      await world.mongo.stepDown(2);
      await wait(1_500);
    }
    await quiet(world);
    for (const member of members) must((await recordsOfDevice(world, member)).length === 90, 'commands are missing');
    await checkLaws(world);
  },
};
