import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import { recordsOfDevice } from './look.ts';
import { must, type Scenario } from './scenario.ts';
import { submissions } from './wishes.ts';

const UNSENT = 12;

export const signedOut: Scenario = {
  name: '26-signed-out',
  title:
    'Signed out with unsent work, somebody of another company works there meanwhile: each keeps their own, all arrives',
  async run(stage) {
    await using world = await stage.world();
    const [shared] = await world.joinAll([
      [0, 'Anna', { api: 0, windows: 2, others: [[1, 'Bert']] }],
      [0, 'Mona', { api: 1 }],
    ]);
    const { client } = shared;
    await quiet(world);

    client.proxy.cut();
    await client.call('submitMany', { commands: submissions(shared, UNSENT) });
    // One of the windows is frozen while the person signs out in another: it hears of it late.
    await client.call('freeze', { window: 'leader', inWrite: false, forMs: 6_000 });
    client.proxy.mend();
    await client.be(1);
    await client.call('submitMany', { commands: submissions(shared, UNSENT) });
    await quiet(world);
    must((await recordsOfDevice(world, shared)).length === UNSENT, 'not all of the second person arrived');
    await checkLaws(world);

    client.proxy.cut();
    await client.call('submitMany', { commands: submissions(shared, UNSENT) });
    client.proxy.mend();
    await client.be(0);
    await quiet(world);
    must((await recordsOfDevice(world, shared)).length === UNSENT, 'what waited through the sign-out did not arrive');
    await checkLaws(world);

    await client.be(1);
    await quiet(world);
    must((await recordsOfDevice(world, shared)).length === 2 * UNSENT, 'not all of the second person arrived later');
    await checkLaws(world);
  },
};
