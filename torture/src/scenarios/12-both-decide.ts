import { v7 } from 'uuid';
import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import { refusals, requestOf } from './look.ts';
import { must, type Scenario } from './scenario.ts';
import { approval, rejection, submission } from './wishes.ts';

export const bothDecide: Scenario = {
  name: '12-both-decide',
  title: 'Two people decide the same revision: one stands, the other is refused with what stands now',
  async run(stage) {
    await using world = await stage.world();
    const [anna, mona, ada] = await world.joinAll([
      [0, 'Anna'],
      [0, 'Mona'],
      [0, 'Ada'],
    ]);
    const requestIds = Array.from({ length: 6 }, () => v7());
    for (const id of requestIds) await anna.client.call('submit', submission(anna, 1_500, id));
    await quiet(world);
    for (const { client } of [mona, ada]) client.proxy.cut();
    for (const id of requestIds) {
      await mona.client.call('submit', approval(id));
      await ada.client.call('submit', rejection(id));
    }
    await quiet(world);
    const refused = [...(await refusals(mona)), ...(await refusals(ada))];
    must(refused.length === requestIds.length, `${refused.length} refusals of ${requestIds.length}`);
    for (const { command, outcome } of refused) {
      const { requestId } = command.args as { requestId: string };
      const { status, revision } = await requestOf(anna, requestId);
      const current = outcome?.refusal?.current;
      must(outcome?.refusal?.code === 'statusChanged', `refused with ${outcome?.refusal?.code}`);
      must(current?.status === status && current.revision === revision, 'the refusal does not say what stands');
    }
    await checkLaws(world);
  },
};
