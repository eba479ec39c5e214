import { EnvError } from '../env.ts';
import { DatabaseUnavailableError } from '../tenancy/database.ts';

/** Runs an operator's command: what is expected to go wrong is said in one line, a bug with its stack. */
export async function runCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const expected = error instanceof DatabaseUnavailableError || error instanceof EnvError;
    console.error(expected ? error.message : error);
    process.exitCode = 1;
  }
}
