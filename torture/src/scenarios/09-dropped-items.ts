import { setTimeout as wait } from 'node:timers/promises';
import { eventually } from '@marginiq/server/testing/eventually';
import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import type { Scenario } from './scenario.ts';
import { submission } from './wishes.ts';

const POLL_MS = 60_000;

export const droppedItems: Scenario = {
  name: '09-dropped-items',
  title: 'The stream drops a tenth of its items, the last one among them: converged within one poll',
  async run(stage) {
    await using world = await stage.world();
    const [anna, mona] = await world.joinAll([
      [0, 'Anna', 0],
      [0, 'Mona', 1],
    ]);
    await quiet(world);
    await mona.client.call('network', { dropItems: 10 });
    for (let round = 0; round < 30; round += 1) {
      await anna.client.call('submit', submission(anna));
      await wait(world.random.below(80));
    }
    await mona.client.call('network', { dropItems: 100 });
    await anna.client.call('submit', submission(anna));
    const seq = async () => (await mona.client.state()).cursor?.seq;
    const settled = async () => (await anna.client.state()).waiting === 0;
    await eventually('everything is sent', settled);
    await eventually('converged', async () => (await seq()) === (await mona.company.seq()), POLL_MS + 5_000);
    await quiet(world);
    await checkLaws(world);
  },
};
