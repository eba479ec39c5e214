import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import { refusals, requestOf } from './look.ts';
import { oneRequest } from './one-request.ts';
import { must, type Scenario } from './scenario.ts';
import { adjustment, revision } from './wishes.ts';

export const bothAllowed: Scenario = {
  name: '11-both-allowed',
  title: 'Two people act offline on the same request, both allowed: both stand, in the server’s order',
  async run(stage) {
    await using world = await stage.world();
    const { first: anna, second: mona, requestId } = await oneRequest(world, ['Anna', 'Mona']);
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
