import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import { refusals, requestOf } from './look.ts';
import { oneRequest } from './one-request.ts';
import { must, type Scenario } from './scenario.ts';
import { revision, withdrawal } from './wishes.ts';

export const revisedAndWithdrawn: Scenario = {
  name: '13-revised-and-withdrawn',
  title: 'A revision against a withdrawal: refused for all to see, nothing comes back to life',
  async run(stage) {
    await using world = await stage.world();
    const { first: laptop, second: phone, requestId } = await oneRequest(world, ['Anna', 'Anna']);
    for (const { client } of [laptop, phone]) client.proxy.cut();
    await laptop.client.call('submit', revision(laptop, requestId, 1));
    await phone.client.call('submit', withdrawal(requestId));
    phone.client.proxy.mend();
    await phone.client.call('wake', null);
    await phone.client.settled();
    await quiet(world);
    const { status, revision: number } = await requestOf(laptop, requestId);
    must(status === 'withdrawn' && number === 1, `it is ${status} in revision ${number}`);
    const [refused, ...others] = await refusals(laptop);
    must(
      refused?.outcome?.refusal?.current?.status === 'withdrawn' && others.length === 0,
      'it was not refused visibly',
    );
    await checkLaws(world);
  },
};
