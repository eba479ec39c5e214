import { checkLaws } from '../laws/check-laws.ts';
import { Pusher } from '../world/pusher.ts';
import { quiet } from '../world/quiet.ts';
import type { World } from '../world/world.ts';
import { submission } from './wishes.ts';

const ROUNDS = 12;
const NAMES = ['Anna', 'Bert', 'Carla', 'Dirk'] as const;

/**
 * Eight writers on every server at once, whose commits are held back by chance; an admin and a manager read along all
 * the while.
 */
export async function manyWriters(world: World): Promise<void> {
  await Promise.all([world.join(0, 'Ada', 0), world.join(0, 'Mona', 1)]);
  const company = world.company(0);
  const people = [...NAMES, ...NAMES].map((name) => company.person(name));
  const urlOf = (index: number) => `http://127.0.0.1:${world.api(index).port}`;
  const pushers = await Promise.all(people.map((person, index) => Pusher.signIn(urlOf(index), company, person)));
  const sway = setInterval(() => {
    for (const { mongo } of world.apis) mongo.requestDelayMs = world.random.below(40);
  }, 50);
  try {
    await Promise.all(
      pushers.map(async (pusher, index) => {
        const person = people[index] ?? company.person('Anna');
        const wish = () => submission({ company, person } as never, world.random.pick([300, 1_500]));
        for (let round = 0; round < ROUNDS; round += 1) {
          await pusher.push(urlOf(index), [pusher.envelope(wish()), pusher.envelope(wish())]);
        }
      }),
    );
  } finally {
    clearInterval(sway);
  }
  await quiet(world);
  await checkLaws(world);
}
