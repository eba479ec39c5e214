import { IMPORT_REPORT_WORDS } from '../words/import-report-words.ts';
import { type ImportProgress, progressWords } from './import-progress.ts';

/** How much is written. More may be: MongoDB may have written a chunk and gone before it could say so. */
function writtenWords({ done, of }: ImportProgress): string {
  const [some, all] = [done.toLocaleString('en-US'), (of ?? 0).toLocaleString('en-US')];
  return done === 0 ? IMPORT_REPORT_WORDS.noneWritten(all) : IMPORT_REPORT_WORDS.someWritten(some, all);
}

/**
 * What is reported if MongoDB goes away during an import.
 * @param last the last known progress; null: not even its files were read
 */
export function wentAwayWords(last: ImportProgress | null, dryRun: boolean): string {
  if (dryRun) return IMPORT_REPORT_WORDS.goneInDryRun;
  const { turn = 'own' } = last ?? {};
  if (last?.stage === 'writing') {
    const written = writtenWords(last);
    if (turn === 'earlier') return IMPORT_REPORT_WORDS.goneWhileFinishing(written);
    if (turn === 'again') return IMPORT_REPORT_WORDS.goneWhileUpdating(written);
    return IMPORT_REPORT_WORDS.goneWhileWriting(written);
  }
  if (turn === 'again') return IMPORT_REPORT_WORDS.goneBeforeUpdating;
  const far = last === null ? '' : ` (${progressWords(last)})`;
  return IMPORT_REPORT_WORDS.goneBeforeWriting(far);
}
