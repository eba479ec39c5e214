import { eventually } from '@marginiq/server/testing/eventually';
import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import { must, type Scenario } from './scenario.ts';
import { submission, submissions } from './wishes.ts';

export const storageFull: Scenario = {
  name: '21-storage-full',
  title: 'The device is full in the middle of a pull and of a submit: the person is told, no command is lost',
  async run(stage) {
    await using world = await stage.world();
    const [anna, mona] = await world.joinAll([
      [0, 'Anna', 0],
      [0, 'Mona', 1],
    ]);
    await quiet(world);

    await mona.client.call('writes', { full: 'pulled' });
    await anna.client.call('submitMany', { commands: submissions(anna, 20) });
    await mona.client.call('wake', null);
    const told = async () => (await mona.client.state()).status.fault === 'storageFull';
    await eventually('the manager is told that the device is full', told, 20_000);
    await mona.client.call('writes', { full: 'none' });
    await quiet(world);

    anna.client.proxy.cut();
    await anna.client.call('submitMany', { commands: submissions(anna, 5) });
    await anna.client.call('writes', { full: 'all' });
    const refused = await anna.client.call('submit', submission(anna)).then(
      () => null,
      (error: Error) => error.message,
    );
    must(refused?.includes('NotSavedError') === true, `the person was told: ${refused}`);
    await anna.client.restart();
    await anna.client.ready();
    must((await anna.client.state()).waiting === 5, 'the outbox does not hold what was saved');
    await quiet(world);
    await checkLaws(world);
  },
};
