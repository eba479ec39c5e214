import { checkLaws } from '../laws/check-laws.ts';
import { Pusher } from '../world/pusher.ts';
import { quiet } from '../world/quiet.ts';
import { must, type Scenario } from './scenario.ts';
import { submission, submissions } from './wishes.ts';

const COMMANDS = 50;
const TIMES = 20;

export const lostReplies: Scenario = {
  name: '04-lost-replies',
  title: 'The reply is cut after the commit, a thousand times: one outcome, one side effect each',
  async run(stage) {
    await using world = await stage.world();
    const anna = await world.join(0, 'Anna', { api: 0 });
    await anna.client.call('network', { loseReplies: 80 });
    await anna.client.call('submitMany', { commands: submissions(anna, 30) });

    const { company } = anna;
    const bert = company.person('Bert');
    const urls = world.apis.map(({ port }) => `http://127.0.0.1:${port}`);
    const [url = '', other = url] = urls;
    const pusher = await Pusher.signIn(url, company, bert);
    const outcomes = new Map<string, string>();
    for (let index = 0; index < COMMANDS; index += 1) {
      const envelope = pusher.envelope(submission({ company, person: bert } as never));
      // Nobody hears the first answers: the command is sent again, to both servers, by a device that knows nothing.
      const replies = await Promise.all(
        Array.from({ length: TIMES }, (_, time) => pusher.push(time % 2 === 0 ? url : other, [envelope])),
      );
      for (const { outcomes: told } of replies)
        for (const outcome of told) {
          const text = JSON.stringify(outcome);
          must((outcomes.get(envelope.id) ?? text) === text, `two outcomes of ${envelope.id}`);
          outcomes.set(envelope.id, text);
        }
    }
    must(outcomes.size === COMMANDS, `${outcomes.size} of ${COMMANDS} commands were answered`);
    const { lostReplies: lost } = await anna.client.state();
    must(lost > 0, 'no reply of the client was lost');
    await quiet(world);
    const count = await (await world.raw()).collection('commands').countDocuments({ deviceId: pusher.deviceId });
    must(count === COMMANDS, `${count} records of ${COMMANDS} commands`);
    await checkLaws(world);
  },
};
