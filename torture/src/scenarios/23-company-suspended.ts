import { setCompanyStatus } from '@marginiq/server/admin/company-status';
import { systemClock } from '@marginiq/server/clock';
import { operator } from '@marginiq/server/operate/operator';
import { eventually } from '@marginiq/server/testing/eventually';
import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import { recordsOfDevice } from './look.ts';
import { must, type Scenario } from './scenario.ts';
import { submissions } from './wishes.ts';

export const companySuspended: Scenario = {
  name: '23-company-suspended',
  title:
    'A company is suspended and goes on again: nothing of it gets on meanwhile, nothing is lost, others notice nothing',
  async run(stage) {
    await using world = await stage.world();
    const [anna, other] = await world.joinAll([
      [0, 'Anna', 0],
      [1, 'Anna', 0],
    ]);
    await quiet(world);
    const { store } = anna.company;
    await setCompanyStatus(store, 'suspended', { actor: operator(), clock: systemClock });
    await anna.client.call('submitMany', { commands: submissions(anna, 5) });
    await other.client.call('submitMany', { commands: submissions(other, 5) });
    const told = async () => (await anna.client.state()).status.fault === 'suspended';
    await eventually('the person is told', told, 20_000);
    await eventually('the other company goes on', async () => (await other.client.state()).waiting === 0, 20_000);
    must((await recordsOfDevice(world, anna)).length === 0, 'a suspended company could push');
    await setCompanyStatus(store, 'active', { actor: operator(), clock: systemClock });
    await quiet(world);
    must((await recordsOfDevice(world, anna)).length === 5, 'commands are missing');
    await checkLaws(world);
  },
};
