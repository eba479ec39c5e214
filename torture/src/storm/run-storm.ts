import { setTimeout as wait } from 'node:timers/promises';
import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import type { PersonName, World } from '../world/world.ts';
import type { StormEvent } from './event.ts';
import { happen } from './happen.ts';

/** Who is out in the storm: of the first company a seller, a colleague, their manager and the admin, and the other one. */
export const CREW: readonly (readonly [company: number, name: PersonName])[] = [
  [0, 'Anna'],
  [0, 'Mona'],
  [0, 'Bert'],
  [1, 'Anna'],
  [0, 'Ada'],
];

/** Lets a schedule happen in a world of its own and checks every law afterwards. Throws where one is broken. */
export async function runStorm(world: World, schedule: readonly StormEvent[]): Promise<void> {
  await world.joinAll(CREW);
  await quiet(world);
  const began = performance.now();
  const happening: Promise<void>[] = [];
  for (const { atMs, what } of schedule) {
    const leftMs = atMs - (performance.now() - began);
    if (leftMs > 0) await wait(leftMs);
    happening.push(happen(world, what));
  }
  await Promise.all(happening);
  await quiet(world);
  await checkLaws(world);
}
