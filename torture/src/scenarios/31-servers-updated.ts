import { systemClock } from '@marginiq/server/clock';
import { contractAll, runAll } from '@marginiq/server/migrations/commands';
import { MIGRATIONS } from '@marginiq/server/migrations/list';
import { eventually } from '@marginiq/server/testing/eventually';
import { checkLaws } from '../laws/check-laws.ts';
import { THIS_TREE } from '../world/program.ts';
import { quiet } from '../world/quiet.ts';
import { recordsOfDevice } from './look.ts';
import { must, releaseOf, type Scenario } from './scenario.ts';
import { aDaysWork } from './two-releases.ts';
import { submissions } from './wishes.ts';

const TOLD_MS = 30_000;

export const serversUpdated: Scenario = {
  name: '31-servers-updated',
  title: 'Servers of the last release beside those of this one, then updated while clients of both run',
  needsRelease: true,
  async run(stage) {
    const release = releaseOf(stage);
    await using world = await stage.world({ apiPrograms: [release, release] });
    const [anna, mona] = await world.joinAll([
      [0, 'Anna', { api: 0, program: release }],
      [0, 'Mona', { api: 1, program: release }],
    ]);
    await quiet(world);

    // One server of each, on one database.
    await world.api(1).become(THIS_TREE);
    const bert = await world.join(0, 'Bert', { api: 1 });
    await quiet(world);
    await aDaysWork(world, [anna, bert], mona);
    await checkLaws(world);

    // A client of this tree is led to the older server: it hears so, and keeps working.
    const before = (await recordsOfDevice(world, bert)).length;
    bert.client.proxy.targetPort = world.api(0).port;
    bert.client.proxy.drop();
    await bert.client.call('wake', null);
    const isTold = async () => (await bert.client.state()).status.fault === 'outdated';
    await eventually('the person is told that the server is too old', isTold, TOLD_MS);
    const { message } = (await bert.client.state()).status;
    must(/server is too old/.test(message ?? ''), `the person was told: ${message}`);
    await bert.client.call('submitMany', { commands: submissions(bert, 5) });
    await anna.client.call('submitMany', { commands: submissions(anna, 5) });

    // The older server is updated under both, and everything is sent.
    await world.api(0).become(THIS_TREE);
    await quiet(world);
    must((await recordsOfDevice(world, bert)).length === before + 5, 'not everything was sent');
    await checkLaws(world);

    // What the older servers wrote is converted to the new form while everybody works.
    const ports = { migrations: MIGRATIONS, clock: systemClock, print: stage.log };
    must(await runAll(world.database, ports), 'something could not be filled in');
    must(await contractAll(world.database, { ...ports, dryRun: false }), 'the contract was not carried out');
    await aDaysWork(world, [anna, bert], mona);
    await checkLaws(world);
  },
};
