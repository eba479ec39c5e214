import { parseArgs } from 'node:util';

export const HELP = `Usage: npm run test:hostile -- [options]

  --seed S        a run's seed, as it printed it
  --attempts N    how many, besides floods (4500)
  --long          ten times as many
  --report file   where to write the counts`;

const USUAL = 4_500;

export interface HostileOptions {
  help: boolean;
  /** Undefined: any. */
  seed: number | undefined;
  attempts: number;
  report: string | undefined;
}

/** A call that cannot be understood; the message says why. */
export class UsageError extends Error {
  override name = 'UsageError';
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        seed: { type: 'string' },
        attempts: { type: 'string', default: String(USUAL) },
        long: { type: 'boolean', default: false },
        report: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** @throws UsageError */
export function parseOptions(args: string[]): HostileOptions {
  const { seed: given, attempts: count, long, report, help } = parsed(args);
  const seed = given === undefined ? undefined : Number(given);
  const attempts = Number(count) * (long ? 10 : 1);
  if (seed !== undefined && !Number.isSafeInteger(seed)) throw new UsageError('--seed takes an integer.');
  if (!Number.isSafeInteger(attempts) || attempts < 1)
    throw new UsageError('--attempts takes a whole number from 1 on.');
  return { help, seed, attempts, report };
}
