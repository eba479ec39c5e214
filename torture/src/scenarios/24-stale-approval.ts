import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import { refusals, requestOf } from './look.ts';
import { oneRequest } from './one-request.ts';
import { must, type Scenario } from './scenario.ts';
import { approval, revision } from './wishes.ts';

export const staleApproval: Scenario = {
  name: '24-stale-approval',
  title: 'An approval of a revision that was replaced meanwhile: refused, nobody approves what they did not see',
  async run(stage) {
    await using world = await stage.world();
    const { first: anna, second: mona, requestId } = await oneRequest(world, ['Anna', 'Mona']);
    mona.client.proxy.cut();
    await mona.client.call('submit', approval(requestId, 1));
    await anna.client.call('submit', revision(anna, requestId, 1, 2_400));
    // Only the manager is cut off: the revision arrives first.
    await anna.client.settled();
    await quiet(world);
    const [refused] = await refusals(mona);
    must(refused?.outcome?.refusal?.code === 'revisionChanged', `refused with ${refused?.outcome?.refusal?.code}`);
    const { status, revision: number } = await requestOf(anna, requestId);
    must(status === 'underReview' && number === 2, `it is ${status} in revision ${number}`);
    await checkLaws(world);
  },
};
