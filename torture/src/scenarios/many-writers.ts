import { checkLaws } from '../laws/check-laws.ts';
import { Pusher } from '../world/pusher.ts';
import { quiet } from '../world/quiet.ts';
import type { World } from '../world/world.ts';
import { mustHaveMissedNothing, pollersOf } from './poller.ts';
import { submission } from './wishes.ts';

const ROUNDS = 12;
const NAMES = ['Anna', 'Bert', 'Carla', 'Dirk'] as const;

/**
 * Eight writers on every server at once, whose commits are held back by chance; an admin and a manager read along by the
 * product's client, and others by pulling without pause.
 */
export async function manyWriters(world: World): Promise<void> {
  await world.joinAll([
    [0, 'Ada', 0],
    [0, 'Mona', 1],
  ]);
  const company = world.company(0);
  const people = [...NAMES, ...NAMES].map((name) => company.person(name));
  const urlOf = (index: number) => `http://127.0.0.1:${world.api(index).port}`;
  const pushers = await Promise.all(people.map((person, index) => Pusher.signIn(urlOf(index), company, person)));
  const pollers = await pollersOf(world);
  const sway = setInterval(() => {
    for (const { mongo } of world.apis) mongo.requestDelayMs = world.random.below(40);
  }, 50);
  try {
    const writing = Promise.all(
      pushers.map(async (pusher, index) => {
        const person = people[index] ?? company.person('Anna');
        const wish = () => submission({ company, person } as never, world.random.pick([300, 1_500]));
        for (let round = 0; round < ROUNDS; round += 1) {
          await pusher.push(urlOf(index), [pusher.envelope(wish()), pusher.envelope(wish())]);
        }
      }),
    );
    await Promise.all(pollers.map((poller) => poller.during(writing)));
  } finally {
    clearInterval(sway);
  }
  await mustHaveMissedNothing(world, pollers);
  await quiet(world);
  await checkLaws(world);
}
