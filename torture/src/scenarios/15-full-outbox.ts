import { MAX_PUSH_COMMANDS } from '@marginiq/contract/push';
import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import { recordsOfDevice } from './look.ts';
import { must, type Scenario } from './scenario.ts';
import { submissions } from './wishes.ts';

const COMMANDS = 5_000;
/** The first goes alone, to learn the server's number. */
const MOST_PUSHES = COMMANDS / MAX_PUSH_COMMANDS + 6;

export const fullOutbox: Scenario = {
  name: '15-full-outbox',
  title: '5,000 commands made offline are drained in bounded pushes',
  async run(stage) {
    await using world = await stage.world();
    const anna = await world.join(0, 'Anna');
    await quiet(world);
    anna.client.proxy.cut();
    const began = performance.now();
    await anna.client.call('submitMany', { commands: submissions(anna, COMMANDS) });
    stage.log(`    saved in ${Math.round((performance.now() - began) / 1000)} s`);
    await quiet(world, { withinMs: 300_000 });
    const pushes = anna.client.wire.read().flatMap((entry) => (entry.kind === 'push' ? [entry.ids.length] : []));
    must(Math.max(...pushes) <= MAX_PUSH_COMMANDS, `a push carried ${Math.max(...pushes)} commands`);
    must(pushes.length <= MOST_PUSHES, `it took ${pushes.length} pushes`);
    must((await recordsOfDevice(world, anna)).length === COMMANDS, 'commands are missing');
    await checkLaws(world);
  },
};
