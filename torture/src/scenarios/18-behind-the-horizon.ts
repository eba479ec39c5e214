import { purgeRevocations } from '@marginiq/server/jobs/purge-revocations';
import { v7 } from 'uuid';
import { checkLaws } from '../laws/check-laws.ts';
import { asAdmin } from '../world/office.ts';
import { quiet } from '../world/quiet.ts';
import { recordsOfDevice, resets } from './look.ts';
import { must, type Scenario } from './scenario.ts';
import { submission, submissions } from './wishes.ts';

const DAY_MS = 86_400_000;
const clockIn = (days: number) => ({
  now: () => new Date(Date.now() + days * DAY_MS).toISOString(),
  newId: () => v7(),
});

export const behindTheHorizon: Scenario = {
  name: '18-behind-the-horizon',
  title: 'Offline beyond the revocations’ horizon: one reading from scratch, commands are kept',
  async run(stage) {
    await using world = await stage.world();
    const anna = await world.join(0, 'Anna');
    const { company } = anna;
    const requestId = v7();
    await anna.client.call('submit', submission(anna, 1_500, requestId));
    await quiet(world);
    anna.client.proxy.cut();
    await anna.client.call('submitMany', { commands: submissions(anna, 10) });
    const before = resets(anna);
    const ownerId = company.person('Carla').id;
    await asAdmin(world, company, (admin) =>
      admin.admin.reassign.mutate({ customerIds: [], requestIds: [requestId], ownerId }),
    );
    await purgeRevocations(company.store, clockIn(0));
    const purged = await purgeRevocations(company.store, clockIn(181));
    must(purged > 0, 'no revocation was taken away');
    await quiet(world);
    must(resets(anna) === before + 1, `it read anew ${resets(anna) - before} times`);
    must((await recordsOfDevice(world, anna)).length === 11, 'commands are missing');
    await checkLaws(world);
  },
};
