import { CallError } from '../operate/run-command.ts';
import { LeaseLostError } from '../tenancy/company-lease.ts';
import { isUnavailable } from '../tenancy/mongo-errors.ts';
import { IMPORT_WORDS } from '../words/import-words.ts';
import { ImportBusyError } from './import-csv.ts';
import type { ImportProgress } from './import-progress.ts';
import { ImportStoppedError, StagingLostError } from './publish.ts';
import { wentAwayWords } from './went-away.ts';

/** An expected reason for an import to end, as a line for whoever runs it. */
export function asCallError(
  error: unknown,
  { last, dryRun }: { last: ImportProgress | null; dryRun: boolean },
): unknown {
  const said = [ImportBusyError, ImportStoppedError, StagingLostError].some((kind) => error instanceof kind);
  if (said) return new CallError((error as Error).message);
  if (error instanceof LeaseLostError) return new CallError(IMPORT_WORDS.takenOver);
  if (isUnavailable(error)) return new CallError(wentAwayWords(last, dryRun));
  return error;
}
