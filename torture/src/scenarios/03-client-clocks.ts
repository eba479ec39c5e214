import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import { recordsOfDevice } from './look.ts';
import { must, type Scenario } from './scenario.ts';
import { approval, submission } from './wishes.ts';

const DAY_MS = 86_400_000;

export const clientClocks: Scenario = {
  name: '03-client-clocks',
  title: 'Client clocks a day off either way: the order is the order of the acts',
  async run(stage) {
    await using world = await stage.world();
    const anna = await world.addClient([0, 'Anna']);
    const mona = await world.addClient([0, 'Mona']);
    anna.client.clockShiftMs = DAY_MS;
    mona.client.clockShiftMs = -DAY_MS;
    for (const { client } of [anna, mona]) client.start();
    const ids: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const wish = submission(anna);
      ids.push(await anna.client.call('submit', wish));
      await quiet(world);
      // Two days before it was asked for, by the clocks; behind it, in truth.
      await mona.client.call('submit', approval((wish.args as { requestId: string }).requestId));
      await quiet(world);
    }
    const decided = await recordsOfDevice(world, anna);
    must(decided.map(({ outcome }) => outcome.commandId).join() === ids.join(), 'commands changed their order');
    const approved = await recordsOfDevice(world, mona);
    must(
      approved.length === 5 && approved.every(({ outcome }) => outcome.status === 'accepted'),
      'an approval was refused',
    );
    await checkLaws(world);
  },
};
