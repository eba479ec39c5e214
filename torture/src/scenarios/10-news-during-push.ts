import { v7 } from 'uuid';
import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import { heldRequest, requestOf } from './look.ts';
import { must, type Scenario } from './scenario.ts';
import { adjustment, revision, submission } from './wishes.ts';

export const newsDuringPush: Scenario = {
  name: '10-news-during-push',
  title: 'News of a request comes while a push of the same request is under way: the server’s fields appear',
  async run(stage) {
    await using world = await stage.world();
    const [anna, mona] = await world.joinAll([
      [0, 'Anna', 0],
      [0, 'Mona', 1],
    ]);
    for (let round = 0; round < 4; round += 1) {
      const requestId = v7();
      await anna.client.call('submit', submission(anna, 1_500, requestId));
      await quiet(world);
      await anna.client.call('network', { delayMs: 1_000 });
      await Promise.all([
        anna.client.call('submit', revision(anna, requestId, 1, 900)),
        mona.client.call('submit', adjustment(requestId)),
      ]);
      await quiet(world);
      const [held, stands] = [await heldRequest(anna, requestId), await requestOf(anna, requestId)];
      must(held?.seq === stands.seq && held.steps.length === stands.steps.length, 'the server’s fields did not appear');
    }
    await checkLaws(world);
  },
};
