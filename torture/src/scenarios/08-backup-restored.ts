import { systemClock } from '@marginiq/server/clock';
import { renewEpochs } from '@marginiq/server/operate/new-epochs';
import { LawBrokenError } from '../laws/check-laws.ts';
import { positions } from '../laws/positions.ts';
import { views } from '../laws/views.ts';
import { quiet } from '../world/quiet.ts';
import { resets } from './look.ts';
import { must, type Scenario } from './scenario.ts';
import { submission, submissions } from './wishes.ts';

export const backupRestored: Scenario = {
  name: '08-backup-restored',
  title: 'Yesterday’s backup is restored: a new epoch, everybody reads from scratch, outboxes survive',
  async run(stage) {
    await using world = await stage.world();
    const [anna, mona] = await world.joinAll([
      [0, 'Anna', 0],
      [0, 'Mona', 1],
    ]);
    await anna.client.call('submitMany', { commands: submissions(anna, 5) });
    await quiet(world);
    await stage.mongo.stop();
    stage.mongo.saveBackup();
    await stage.mongo.start();

    await anna.client.call('submitMany', { commands: submissions(anna, 5) });
    await quiet(world);
    for (const { client } of world.members) client.proxy.cut();
    const kept = await Promise.all([1, 2, 3].map(() => anna.client.call('submit', submission(anna))));
    const before = [anna, mona].map(resets);

    await stage.mongo.stop();
    stage.mongo.restoreBackup();
    await stage.mongo.start();
    world.restored = true;
    must((await renewEpochs(world.database, systemClock)) >= 2, 'no company got a new epoch');
    await quiet(world);

    must(
      [anna, mona].every((member, index) => resets(member) > (before[index] ?? 0)),
      'somebody did not read from scratch',
    );
    const records = (await world.raw()).collection('commands');
    const decided = await records.countDocuments({ 'outcome.commandId': { $in: kept } });
    must(decided === kept.length, `${decided} of the ${kept.length} commands in the outbox were decided`);
    // What was decided since the backup is gone with it; law 6 is about the rest, which was counted above.
    const broken = [...(await views(world)), ...(await positions(world))];
    if (broken.length > 0) throw new LawBrokenError(broken);
  },
};
