import { setTimeout as wait } from 'node:timers/promises';
import { checkLaws } from '../laws/check-laws.ts';
import { quiet } from '../world/quiet.ts';
import type { DeviceOptions, PersonName, World } from '../world/world.ts';
import { inWords, type StormEvent } from './event.ts';
import { happen } from './happen.ts';

/**
 * Who is out in the storm: of the first company a seller, a colleague, their manager and the admin, and a seller of the other
 * company. Some have several windows; some devices are used by two people, of two companies too.
 */
export const CREW: readonly (readonly [company: number, name: PersonName, device: DeviceOptions])[] = [
  [0, 'Anna', { windows: 3, others: [[1, 'Bert']] }],
  [0, 'Mona', { windows: 2, others: [[0, 'Carla']] }],
  [0, 'Bert', { windows: 2 }],
  [1, 'Anna', {}],
  [0, 'Ada', { windows: 2 }],
];

/** No event takes this long: every fault ends by itself, and every call is answered or its process ends. */
const OVER_MS = 90_000;

/** @throws Error naming what is not over after `OVER_MS` */
async function over(happening: ReadonlyMap<StormEvent, Promise<void>>): Promise<void> {
  const open = new Set(happening.keys());
  const all = [...happening].map(([event, one]) => one.then(() => open.delete(event)));
  const late = new AbortController();
  const tooLong = wait(OVER_MS, undefined, { signal: late.signal }).then(() => {
    throw new Error(`not over after ${OVER_MS} ms: ${[...open].map(inWords).join(' | ')}`);
  });
  await Promise.race([Promise.all(all), tooLong]).finally(() => late.abort());
}

/** Lets a schedule happen in a world of its own and checks every law afterwards. Throws where one is broken. */
export async function runStorm(world: World, schedule: readonly StormEvent[]): Promise<void> {
  await world.joinAll(CREW);
  await quiet(world);
  const began = performance.now();
  const happening = new Map<StormEvent, Promise<void>>();
  for (const event of schedule) {
    const { atMs, what } = event;
    const leftMs = atMs - (performance.now() - began);
    if (leftMs > 0) await wait(leftMs);
    happening.set(event, happen(world, what));
  }
  await over(happening);
  await quiet(world);
  await checkLaws(world);
  await checkOthers(world);
}

/** The same for whoever else used a device in the storm, and may have left something unsent there. */
async function checkOthers(world: World): Promise<void> {
  const away = world.members.flatMap(({ client }) =>
    [...client.used].filter((who) => who !== client.who).map((who) => ({ client, who })),
  );
  if (away.length === 0) return;
  await Promise.all(away.map(({ client, who }) => client.be(who)));
  await quiet(world);
  await checkLaws(world);
}
