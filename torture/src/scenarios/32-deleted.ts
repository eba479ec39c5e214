import { commit } from '@marginiq/server/tenancy/commit';
import { v7 } from 'uuid';
import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import { heldRequest, refusals } from './look.ts';
import { must, type Scenario } from './scenario.ts';
import { submission } from './wishes.ts';

export const deleted: Scenario = {
  name: '32-deleted',
  title: 'A customer and a request are deleted: gone from every device, an admin’s and one without network too',
  async run(stage) {
    await using world = await stage.world();
    const members = await world.joinAll([
      [0, 'Anna', 0],
      [0, 'Mona', { api: 1 }],
      [0, 'Ada', { api: 1 }],
      [0, 'Carla', { api: 0 }],
    ]);
    const [anna, mona, ada] = members;
    const [requestId, later] = [v7(), v7()];
    await anna.client.call('submit', submission(anna, 1_500, requestId));
    await quiet(world);
    for (const member of [anna, mona, ada]) {
      must((await heldRequest(member, requestId)) !== undefined, `${member.client.name} was not told of the request`);
    }
    for (const { client } of [anna, ada]) client.proxy.cut();
    // For the customer that is being deleted.
    await anna.client.call('submit', submission(anna, 1_500, later));
    const customer = anna.company.customerOf(anna.person);
    await commit(anna.company.store, async (unit) => {
      const formerCustomer = await unit.store.collection('customers').findById(customer.id);
      const formerRequest = await unit.store.collection('discountRequests').findById(requestId);
      if (formerCustomer !== null) unit.remove('customers', formerCustomer);
      if (formerRequest !== null) unit.remove('discountRequests', formerRequest);
    });
    await quiet(world);
    for (const member of members) {
      const { documents } = await member.client.dump();
      must(documents[`requests/${requestId}`] === undefined, `${member.client.name} has the request still`);
      must(documents[`customers/${customer.id}`] === undefined, `${member.client.name} has the customer still`);
    }
    must((await refusals(anna)).length === 1, 'what was asked for the deleted customer was not refused');
    await checkLaws(world);
  },
};
