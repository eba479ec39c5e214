import { eventually } from '@marginiq/server/testing/eventually';
import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import { recordsOfDevice } from './look.ts';
import { must, type Scenario } from './scenario.ts';
import { submissions } from './wishes.ts';

const UNSENT = 7;

export const personDeactivated: Scenario = {
  name: '28-person-deactivated',
  title:
    'Somebody with unsent work is deactivated: their device lets go of all but that, and it arrives once they are back',
  async run(stage) {
    await using world = await stage.world();
    const [anna] = await world.joinAll([
      [0, 'Anna', { api: 0, windows: 2 }],
      [0, 'Mona', { api: 1 }],
    ]);
    const { client, company } = anna;
    await quiet(world);
    client.proxy.cut();
    await client.call('submitMany', { commands: submissions(anna, UNSENT) });
    await company.changePerson(company.person('Anna'), { active: false });
    client.proxy.mend();
    const hasLeft = async () => (await client.state()).who === null;
    await eventually('the device has let go', hasLeft, 20_000);
    must((await recordsOfDevice(world, anna)).length === 0, 'a deactivated person could push');
    await company.changePerson(company.person('Anna'), { active: true });
    await quiet(world);
    must((await recordsOfDevice(world, anna)).length === UNSENT, 'what waited did not arrive');
    await checkLaws(world);
  },
};
