import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import { recordsOfDevice, refusals } from './look.ts';
import { must, type Scenario } from './scenario.ts';
import { submission, submissions } from './wishes.ts';

export const oneForbidden: Scenario = {
  name: '14-one-forbidden',
  title: 'One forbidden command among 200: 199 are applied, one is refused with its code',
  async run(stage) {
    await using world = await stage.world();
    const anna = await world.join(0, 'Anna');
    await quiet(world);
    anna.client.proxy.cut();
    const commands = submissions(anna, 200);
    const carla = { company: anna.company, person: anna.company.person('Carla') };
    const forbidden = world.random.below(200);
    commands[forbidden] = submission(carla);
    await anna.client.call('submitMany', { commands });
    await quiet(world);
    const records = await recordsOfDevice(world, anna);
    const accepted = records.filter(({ outcome }) => outcome.status === 'accepted');
    must(accepted.length === 199 && records.length === 200, `${accepted.length} of ${records.length} were accepted`);
    const [refused, ...others] = await refusals(anna);
    must(refused?.outcome?.refusal?.code === 'customerUnknown' && others.length === 0, 'the one was not refused');
    await checkLaws(world);
  },
};
