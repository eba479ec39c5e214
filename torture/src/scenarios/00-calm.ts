import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import type { Scenario } from './scenario.ts';

/** Without any fault: shows that the harness itself can be green. */
export const calm: Scenario = {
  name: '00-calm',
  title: 'Without a fault every law holds',
  async run(stage) {
    await using world = await stage.world();
    const [anna, mona] = await world.joinAll([
      [0, 'Anna'],
      [0, 'Mona'],
    ]);
    await quiet(world);
    for (let round = 0; round < 6; round += 1) {
      const discountBp = world.random.pick([300, 900, 1_500]);
      const drawn = { pick: world.random.below(1_000), discountBp, quantity: 2 };
      await anna.client.call('act', { kind: 'submit', ...drawn });
    }
    await quiet(world);
    await mona.client.call('act', { kind: 'approve', pick: 0, discountBp: 0, quantity: 1 });
    await quiet(world);
    await checkLaws(world);
  },
};
