import { EnvError } from '../env.ts';
import { DatabaseUnavailableError } from '../tenancy/database-unavailable.ts';

/** A call that cannot be carried out as it is. The message says what to change. */
export class CallError extends Error {
  override name = 'CallError';
}

/** Runs an operator's command: what is expected to go wrong is said in one line, a bug with its stack. */
export async function runCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const expected = [CallError, DatabaseUnavailableError, EnvError].some((kind) => error instanceof kind);
    console.error(expected ? (error as Error).message : error);
    process.exitCode = 1;
  }
}
