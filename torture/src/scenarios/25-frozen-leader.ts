import { eventually } from '@marginiq/server/testing/eventually';
import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import type { Member, World } from '../world/world.ts';
import { must, type Scenario } from './scenario.ts';
import { submissions } from './wishes.ts';

const LONG_MS = 60_000;

/**
 * Freezes the leader while something is on its way to it, waits until another window leads and has continued, and thaws it.
 */
async function round(world: World, [seller, manager]: readonly [Member, Member], inWrite: boolean): Promise<void> {
  const { client } = manager;
  const { leader } = await client.state();
  // The change arrives through the pull, and is on its way while the window freezes.
  await client.call('network', { dropItems: 100, delayMs: 200 });
  await seller.client.call('submitMany', { commands: submissions(seller, 6) });
  await seller.client.settled();
  await client.call('wake', null);
  await client.call('freeze', { window: 'leader', inWrite, forMs: LONG_MS });
  await client.call('network', { dropItems: 0, delayMs: 0 });
  const other = async () => (await client.call('leader', null)) !== leader;
  await eventually('another window leads', other, 15_000);
  await seller.client.call('submitMany', { commands: submissions(seller, 6) });
  await seller.client.settled();
  await client.call('thaw', null);
  await quiet(world);
  must((await client.state()).leader !== leader, 'the window that was frozen leads again');
}

export const frozenLeader: Scenario = {
  name: '25-frozen-leader',
  title: 'A leader freezes in mid-work, another window takes over, the first wakes up and tries to write: no harm',
  async run(stage) {
    await using world = await stage.world();
    const [anna, mona] = await world.joinAll([
      [0, 'Anna', { api: 0 }],
      [0, 'Mona', { api: 1, windows: 3 }],
    ]);
    await quiet(world);
    for (let rounds = 0; rounds < 3; rounds += 1) {
      await round(world, [anna, mona], rounds === 1);
      await checkLaws(world);
    }
  },
};
