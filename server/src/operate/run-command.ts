import { EnvError } from '../env.ts';
import { LeaseLostError } from '../tenancy/company-lease.ts';
import { DatabaseUnavailableError } from '../tenancy/database-unavailable.ts';
import { isUnavailable } from '../tenancy/mongo-errors.ts';
import { OPERATE_WORDS } from '../words/operate-words.ts';

/** A call that cannot be carried out as it is. The message says what to change. */
export class CallError extends Error {
  override name = 'CallError';
}

const WENT_AWAY = OPERATE_WORDS.wentAway;

const TAKEN_OVER = OPERATE_WORDS.takenOver;

/** The message for an error; null if nobody expects it. */
function sentenceOf(error: unknown): string | null {
  if ([CallError, DatabaseUnavailableError, EnvError].some((kind) => error instanceof kind))
    return (error as Error).message;
  if (error instanceof LeaseLostError) return TAKEN_OVER;
  return isUnavailable(error) ? WENT_AWAY : null;
}

/** Runs an operator's command: what is expected to go wrong is said in one line, a bug with its stack. */
export async function runCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(sentenceOf(error) ?? error);
    process.exitCode = 1;
  }
}
