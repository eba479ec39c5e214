import { type ImportProgress, progressWords } from './import-progress.ts';

const CHECK =
  'Check that MongoDB runs (its log says why it ended, say because the disk is full) and that this machine reaches it.';
const GONE = 'MongoDB cannot be reached any more.';

/** How much is written. More may be: MongoDB may have written a chunk and gone before it could say so. */
function writtenWords({ done, of }: ImportProgress): string {
  const [some, all] = [done.toLocaleString('en-US'), (of ?? 0).toLocaleString('en-US')];
  return done === 0
    ? `none of ${all} records is known to be written`
    : `at least ${some} of ${all} records are written`;
}

const REST = 'What is written stays. Once MongoDB is back, the worker writes the rest, and so does the same command.';

/**
 * What is reported if MongoDB goes away during an import.
 * @param last the last known progress; null: not even its files were read
 */
export function wentAwayWords(last: ImportProgress | null, dryRun: boolean): string {
  if (dryRun) return `${GONE} It was a dry run: nothing was written. ${CHECK}`;
  const { turn = 'own' } = last ?? {};
  if (last?.stage === 'writing') {
    const written = writtenWords(last);
    if (turn === 'earlier')
      return `${GONE} An earlier import was being finished: ${written}. ${REST} Nothing of your files was imported. ${CHECK}`;
    if (turn === 'again')
      return `${GONE} All is written but what somebody changed meanwhile; of that, ${written}. ${REST} ${CHECK}`;
    return `${GONE} When it went, ${written}. ${REST} ${CHECK}`;
  }
  if (turn === 'again')
    return `${GONE} All is written, and stays, but what somebody changed meanwhile; the same command brings it up to date. ${CHECK}`;
  const far = last === null ? '' : ` (${progressWords(last)})`;
  return `${GONE} Nothing was imported${far}. ${CHECK} Then give the same command again.`;
}
