import { v7 } from 'uuid';
import { checkLaws } from '../laws/check-laws.ts';
import { asAdmin } from '../world/office.ts';
import { quiet } from '../world/quiet.ts';
import { refusals } from './look.ts';
import { must, type Scenario } from './scenario.ts';
import { approval, submission } from './wishes.ts';

export const roleTaken: Scenario = {
  name: '17-role-taken',
  title: 'A role is granted, then taken away while offline: exactly the visible set, and unsent commands are reported',
  async run(stage) {
    await using world = await stage.world();
    const [anna, bert] = await world.joinAll([
      [0, 'Anna', 0],
      [0, 'Bert', 1],
    ]);
    const { company, person } = bert;
    const become = (role: 'manager' | 'salesperson') =>
      asAdmin(world, company, (admin) =>
        admin.admin.changePerson.mutate({ personId: person.id, role, confirmed: true }),
      );
    const requestId = v7();
    await anna.client.call('submit', submission(anna, 1_500, requestId));
    await become('manager');
    await quiet(world);
    must((await bert.client.dump()).documents[`requests/${requestId}`] !== undefined, 'the new manager sees nothing');
    bert.client.proxy.cut();
    await bert.client.call('submit', approval(requestId));
    await become('salesperson');
    await quiet(world);
    const [refused, ...others] = await refusals(bert);
    must(refused !== undefined && others.length === 0, 'the approval is not shown as refused');
    must((await bert.client.dump()).documents[`requests/${requestId}`] === undefined, 'it is still to be seen');
    await checkLaws(world);
  },
};
