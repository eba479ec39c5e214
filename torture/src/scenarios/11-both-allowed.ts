import { v7 } from 'uuid';
import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import { refusals, requestOf } from './look.ts';
import { must, type Scenario } from './scenario.ts';
import { adjustment, revision, submission } from './wishes.ts';

export const bothAllowed: Scenario = {
  name: '11-both-allowed',
  title: 'Two people act offline on the same request, both allowed: both stand, in the server’s order',
  async run(stage) {
    await using world = await stage.world();
    const [anna, mona] = await world.joinAll([
      [0, 'Anna', 0],
      [0, 'Mona', 1],
    ]);
    const requestId = v7();
    await anna.client.call('submit', submission(anna, 1_500, requestId));
    await quiet(world);
    for (const { client } of [anna, mona]) client.proxy.cut();
    await anna.client.call('submit', revision(anna, requestId, 1));
    await mona.client.call('submit', adjustment(requestId));
    mona.client.proxy.mend();
    await mona.client.call('wake', null);
    await mona.client.settled();
    await quiet(world);
    const { steps, revision: number } = await requestOf(anna, requestId);
    const kinds = steps.map(({ kind }) => kind).join();
    must(kinds.startsWith('submit,requestAdjustment,revise') && number === 2, `the steps are ${kinds}`);
    must((await refusals(anna)).length + (await refusals(mona)).length === 0, 'somebody was refused');
    await checkLaws(world);
  },
};
