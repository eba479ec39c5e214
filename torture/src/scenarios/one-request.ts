import { v7 } from 'uuid';
import { quiet } from '../world/quiet.ts';
import type { Member, PersonName, World } from '../world/world.ts';
import { submission } from './wishes.ts';

/** Two devices, each on an api of its own, that both hold a request which the first one's person has submitted. */
export async function oneRequest(
  world: World,
  people: readonly [PersonName, PersonName],
): Promise<{ first: Member; second: Member; requestId: string }> {
  const [first, second] = await world.joinAll([
    [0, people[0], 0],
    [0, people[1], 1],
  ]);
  const requestId = v7();
  await first.client.call('submit', submission(first, 1_500, requestId));
  await quiet(world);
  return { first, second, requestId };
}
