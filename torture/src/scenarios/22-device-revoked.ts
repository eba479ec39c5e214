import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@marginiq/server/testing/eventually';
import { checkLaws } from '../laws/check-laws.ts';
import { asAdmin } from '../world/office.ts';
import { quiet } from '../world/quiet.ts';
import { recordsOfDevice } from './look.ts';
import { must, type Scenario } from './scenario.ts';
import { submissions } from './wishes.ts';

const WAITING = 50;

export const deviceRevoked: Scenario = {
  name: '22-device-revoked',
  title: 'A device is revoked while 50 commands wait: nothing is pushed, its data is wiped, the admin sees the count',
  async run(stage) {
    await using world = await stage.world();
    const [anna] = await world.joinAll([
      [0, 'Anna', 0],
      [0, 'Mona', 1],
    ]);
    await quiet(world);
    const { client, company } = anna;
    client.proxy.cut();
    await client.call('submitMany', { commands: submissions(anna, WAITING) });
    await asAdmin(world, company, (admin) => admin.admin.revokeDevice.mutate({ deviceId: client.deviceId }));
    world.ended.add(anna);
    client.proxy.mend();
    await client.call('wake', null);
    await eventually('the device is wiped', () => client.wiped, 30_000);
    must(!existsSync(join(client.folder, 'local')), 'the local database is still there');
    must((await recordsOfDevice(world, anna)).length === 0, 'a revoked device could push');
    const devices = await asAdmin(world, company, (admin) => admin.admin.devices.query());
    const seen = devices.find(({ id }) => id === client.deviceId)?.unsentAtWipe;
    must(seen === WAITING, `the admin sees ${seen} unsent commands`);
    await quiet(world);
    await checkLaws(world);
  },
};
