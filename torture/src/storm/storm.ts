import type { Stage } from '../scenarios/scenario.ts';
import { drawSchedule } from './draw-schedule.ts';
import { inWords, type StormEvent } from './event.ts';
import { CREW, runStorm } from './run-storm.ts';
import { asRanges, shrink } from './shrink.ts';

const APIS = 2;
const SHRINK_TRIES = 12;
const HOUR_MS = 3_600_000;

export interface StormOptions {
  seed: number;
  seconds: number;
  without: ReadonlySet<number>;
  /** Until when a failing schedule may be made smaller; null: not at all. */
  shrinkUntil: number | null;
}

/** Every second storm has an api whose clock is an hour off. */
const clocksOf = (seed: number) => (seed % 2 === 0 ? [0, 0] : [0, HOUR_MS]);

/** The random mix: everything that people do and that goes wrong, drawn from one seed. */
export async function storm(stage: Stage, { seed, seconds, without, shrinkUntil }: StormOptions): Promise<void> {
  const people = CREW.map(([, , { others = [] }]) => 1 + others.length);
  const whole = drawSchedule(seed, { people, apis: APIS, seconds });
  const schedule = whole.filter(({ number }) => !without.has(number));
  const run = async (events: readonly StormEvent[]) => {
    await using world = await stage.world({ seed, apiClocks: clocksOf(seed), worker: true });
    await runStorm(world, events);
  };
  const faults = schedule.filter(({ what }) => what.do !== 'act');
  stage.log(
    `storm of seed ${seed}: ${schedule.length - faults.length} actions, ${faults.length} faults in ${seconds} s`,
  );
  for (const event of faults) stage.log(`  ${inWords(event)}`);
  try {
    await run(schedule);
  } catch (error) {
    let smallest: readonly StormEvent[] = schedule;
    if (shrinkUntil !== null) {
      stage.log(
        `broken; leaving out what is not needed for it (${error instanceof Error ? error.message.split('\n')[0] : error})`,
      );
      const fails = async (events: readonly StormEvent[]) => {
        const failed = await run(events).then(
          () => false,
          () => true,
        );
        stage.log(`  ${events.length} events: ${failed ? 'still broken' : 'holds'}`);
        return failed;
      };
      smallest = await shrink(schedule, fails, { tries: SHRINK_TRIES, deadline: shrinkUntil });
      stage.log(`the smallest schedule that fails, ${smallest.length} events:`);
      for (const event of smallest) stage.log(`  ${inWords(event)}`);
    }
    const kept = new Set(smallest.map(({ number }) => number));
    const left = asRanges(whole.flatMap(({ number }) => (kept.has(number) ? [] : [number])));
    const rest = left === '' ? '' : ` --without ${left}`;
    stage.log(`repeat it: npm run torture -- --scenario storm --seed ${seed} --seconds ${seconds}${rest}`);
    throw error;
  }
}
