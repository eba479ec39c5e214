import { v7 } from 'uuid';
import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import { heldRequest } from './look.ts';
import { must, releaseOf, type Scenario } from './scenario.ts';
import { act, aDaysWork } from './two-releases.ts';
import { submission } from './wishes.ts';

export const olderClients: Scenario = {
  name: '30-older-clients',
  title: 'Clients of the last release beside those of this one, on servers of this one',
  needsRelease: true,
  async run(stage) {
    const release = releaseOf(stage);
    await using world = await stage.world();
    const [anna, bert, mona] = await world.joinAll([
      [0, 'Anna', { api: 0, program: release }],
      [0, 'Bert', { api: 1 }],
      [0, 'Mona', { api: 1, program: release }],
    ]);
    await quiet(world);
    await aDaysWork(world, [anna, bert], mona);
    await checkLaws(world);

    // What the release cannot read directly: 2.5 kg. Its manager sees one piece of all of it, and may decide.
    const requestId = v7();
    const wish = submission(bert, 1_500, requestId);
    const items = [{ productId: bert.company.product(5).id, quantity: 2.5, discountBp: 1_500 }];
    await bert.client.call('submit', { ...wish, args: { ...wish.args, items } } as typeof wish);
    await quiet(world);
    must((await heldRequest(mona, requestId)) !== undefined, 'the manager of the release was not told of it');
    await act(mona, 'reject');
    await quiet(world);
    await checkLaws(world);

    // The clients are updated with something in their outbox.
    for (const { client } of [anna, mona]) client.proxy.cut();
    await act(anna, 'submit');
    for (const { client } of [anna, mona]) {
      await client.kill();
      client.program = bert.client.program;
    }
    await quiet(world);
    await checkLaws(world);
  },
};
