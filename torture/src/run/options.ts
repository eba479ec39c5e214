import { parseArgs } from 'node:util';
import { newSeed } from './random.ts';

export interface Options {
  /** How long to continue, once the first round is done. */
  minutes: number;
  seed: number;
  /** Only the scenarios whose name contains this. */
  scenario: string | null;
  /** Where to write the counts. */
  report: string | null;
  /** The short run of the test suite: chosen scenarios and one storm, within the minutes. */
  short: boolean;
  /** How long a storm lasts. */
  seconds: number;
  /** Only the scenarios in which programs of the last release run. */
  compat: boolean;
  /** Events of the storm's schedule to leave out, by number. */
  without: ReadonlySet<number>;
}

export const HELP = `Usage: npm run torture -- [options]

  --minutes N         how long (10); all scenarios once, then storms
  --seed S            a run's seed, as it printed it
  --scenario name     only the scenarios whose name contains this; "storm" for the random mix
  --compat            only the scenarios with programs of the last release, which then has to be there
  --seconds N         how long a storm lasts (45)
  --without 3,5,8-40  leaves these events out of a storm's schedule, to repeat a failure that was made smaller`;

/** A call that cannot be understood; the message says why. */
export class UsageError extends Error {
  override name = 'UsageError';
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        minutes: { type: 'string', default: '10' },
        seed: { type: 'string' },
        scenario: { type: 'string' },
        report: { type: 'string' },
        short: { type: 'boolean', default: false },
        seconds: { type: 'string', default: '45' },
        compat: { type: 'boolean', default: false },
        without: { type: 'string', default: '' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function numbersOf(list: string): Set<number> {
  const ranges = list.split(',').filter((part) => part !== '');
  return new Set(
    ranges.flatMap((part) => {
      const [from = 0, to = from] = part.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, index) => from + index);
    }),
  );
}

/** @throws UsageError */
export function parseOptions(args: readonly string[]): Options {
  const values = parsed(args);
  const minutes = Number(values.minutes);
  const seed = values.seed === undefined ? newSeed() : Number(values.seed);
  if (!Number.isFinite(minutes) || minutes <= 0) throw new UsageError('--minutes takes a number above 0');
  if (!Number.isSafeInteger(seed)) throw new UsageError('--seed takes an integer');
  const seconds = Number(values.seconds);
  if (!Number.isFinite(seconds) || seconds <= 0) throw new UsageError('--seconds takes a number above 0');
  const { scenario = null, report = null, short, compat, without } = values;
  return { minutes, seed, seconds, scenario, report, short, compat, without: numbersOf(without) };
}
