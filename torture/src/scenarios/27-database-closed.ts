import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import { must, type Scenario } from './scenario.ts';
import { submissions } from './wishes.ts';

const UNSENT = 10;

export const databaseClosed: Scenario = {
  name: '27-database-closed',
  title:
    'The local database is closed under one window after the other, then deleted under all: what was saved arrives',
  async run(stage) {
    await using world = await stage.world();
    const [anna] = await world.joinAll([
      [0, 'Anna', { api: 0, windows: 2 }],
      [0, 'Mona', { api: 1 }],
    ]);
    const { client } = anna;
    await quiet(world);
    for (const window of ['leader', 0, 1] as const) {
      client.proxy.cut();
      await client.call('submitMany', { commands: submissions(anna, UNSENT) });
      await client.call('closeDatabase', { window });
      client.proxy.mend();
      await quiet(world);
    }
    await checkLaws(world);

    client.proxy.cut();
    await client.call('submitMany', { commands: submissions(anna, UNSENT) });
    await client.call('evict', null);
    client.proxy.mend();
    await quiet(world);
    must((await client.state()).refused === 0, 'something was refused');
    await checkLaws(world);
  },
};
