import { eventually } from '@marginiq/server/testing/eventually';
import { v7 } from 'uuid';
import { checkLaws } from '../laws/check-laws.ts';
import { asAdmin } from '../world/office.ts';
import { quiet } from '../world/quiet.ts';
import { heldRequest } from './look.ts';
import { must, type Scenario } from './scenario.ts';
import { submission } from './wishes.ts';

const WITHIN_MS = 2_000;

export const handedOver: Scenario = {
  name: '16-handed-over',
  title: 'A request is handed to another salesperson: gone from the former within 2 s online, or on reconnect',
  async run(stage) {
    await using world = await stage.world();
    const [online, offline] = await world.joinAll([
      [0, 'Anna', 0],
      [0, 'Anna', 1],
    ]);
    await world.join(0, 'Carla', { api: 1 });
    const { company } = online;
    const requestId = v7();
    await online.client.call('submit', submission(online, 1_500, requestId));
    await quiet(world);
    await eventually('live', async () => (await online.client.state()).status.live);
    offline.client.proxy.cut();
    const customerIds = [company.customerOf(online.person).id];
    const ownerId = company.person('Carla').id;
    await asAdmin(world, company, (admin) =>
      admin.admin.reassign.mutate({ customerIds, requestIds: [requestId], ownerId }),
    );
    const gone = async () => (await heldRequest(online, requestId)) === undefined;
    await eventually('the request is gone', gone, WITHIN_MS);
    must((await heldRequest(offline, requestId)) !== undefined, 'the device without network knows of it');
    await quiet(world);
    await checkLaws(world);
  },
};
