import type { Scenario, Stage } from '../scenarios/scenario.ts';
import { SCENARIOS, SHORT } from '../scenarios/scenarios.ts';
import { storm } from '../storm/storm.ts';
import type { Options } from './options.ts';
import { Random } from './random.ts';
import type { Tally } from './tally.ts';

/** What a storm takes besides its own length: opening, quiet, laws. */
const AROUND_STORM_MS = 30_000;

export function chosen({ scenario, short, compat }: Options): readonly Scenario[] {
  if (scenario === 'storm') return [];
  if (compat) return SCENARIOS.filter(({ name, needsRelease }) => needsRelease && name.includes(scenario ?? ''));
  if (scenario !== null) return SCENARIOS.filter(({ name }) => name.includes(scenario));
  return short ? SCENARIOS.filter(({ name }) => SHORT.includes(name)) : SCENARIOS;
}

/** Every chosen scenario once, then storms with new seeds while there is time; at least one. */
export async function runTorture(stage: Stage, options: Options, tally: Tally): Promise<void> {
  const { log } = stage;
  const endsAt = performance.now() + options.minutes * 60_000;
  const onlyStorm = options.scenario === 'storm';
  for (const { name, title, needsRelease = false, run } of chosen(options)) {
    if (needsRelease && stage.release === null) {
      log(`- ${name}: left out, without the last release`);
      continue;
    }
    // The short run has a budget; what does not fit into it is for the long one.
    if (options.short && performance.now() > endsAt) return;
    await tally.note(`${name}: ${title}`, () => run(stage), log);
  }
  if (options.compat || (options.scenario !== null && !onlyStorm)) return;
  const seeds = new Random(options.seed);
  const repeats = options.without.size > 0;
  for (let seed = options.seed; ; seed = seeds.below(0x7fffffff)) {
    const { seconds, without } = options;
    const shrinkUntil = options.short || repeats ? null : endsAt;
    const work = () => storm(stage, { seed, seconds, without, shrinkUntil });
    await tally.note(`storm of seed ${seed}`, work, log);
    if (repeats || performance.now() + seconds * 1_000 + AROUND_STORM_MS > endsAt) return;
  }
}
