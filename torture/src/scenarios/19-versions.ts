import { OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { eventually } from '@marginiq/server/testing/eventually';
import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import { recordsOfDevice } from './look.ts';
import { must, type Scenario } from './scenario.ts';
import { submissions } from './wishes.ts';

export const versions: Scenario = {
  name: '19-versions',
  title: 'A local migration with a full outbox, and clients a version behind and ahead of the server',
  async run(stage) {
    await using world = await stage.world();
    const [anna, bert] = await world.joinAll([
      [0, 'Anna', 0],
      [0, 'Bert', 1],
    ]);
    await quiet(world);

    anna.client.proxy.cut();
    await anna.client.call('submitMany', { commands: submissions(anna, 60) });
    anna.client.layout = 'next';
    await anna.client.restart();
    await anna.client.ready();
    must((await anna.client.state()).waiting === 60, 'the migration lost commands');

    await bert.client.call('protocol', OLDEST_PROTOCOL_VERSION);
    await bert.client.call('submitMany', { commands: submissions(bert, 5) });
    await quiet(world);
    await checkLaws(world);

    await bert.client.call('protocol', PROTOCOL_VERSION + 1);
    await bert.client.call('submitMany', { commands: submissions(bert, 5) });
    const outdated = async () => (await bert.client.state()).status.fault === 'outdated';
    await eventually('the person is told to update', outdated, 20_000);
    must((await recordsOfDevice(world, bert)).length === 10, 'an outdated client could not send its outbox');
    await bert.client.call('protocol', null);
    await quiet(world);
    await checkLaws(world);
  },
};
