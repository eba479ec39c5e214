import { counted } from './counted.ts';
import type { Shown } from './shown.ts';

const CHECK =
  'Check that MongoDB runs (its log says why it ended, say because the disk is full) and that this machine reaches it.';
const GONE = 'MongoDB cannot be reached any more.';
const REST = 'What is written stays. Once MongoDB is back, the worker writes the rest, and so does the same command.';

/** What an import reports while it runs and in the end. */
export const IMPORT_REPORT_WORDS = {
  finishingEarlier: 'finishing an earlier import: ',
  changedMeanwhile: 'changed by somebody meanwhile: ',
  doneOf: (done: Shown, of: Shown) => `${done} of ${of}`,
  foundRows: (file: Shown, far: Shown) => `${file}: found ${far} rows`,
  readRows: (file: Shown, far: Shown) => `${file}: read ${far} rows`,
  records: (turn: Shown, action: Shown, far: Shown) => `${turn}${action} ${far} records`,
  soldAboveList:
    'were sold above the list price: what they were sold at counts as their list price, without a discount',
  listMoved: `were sold at a price that no discount in steps of 0.01 % meets to the cent: their list price is moved by as little as makes it meet`,
  noDiscountMeets:
    'were sold at a price that no discount meets to the cent: it counts as their list price, without a discount',
  withoutList: 'have no list price: what they were sold at counts as their list price, without a discount',
  splitLines: 'are two lines here, because no single discount or price comes to what was paid, to the cent',
  returnsTakenOff: 'are returns: they are taken off what was sold in their deals',
  strayReturns: 'are returns of what their deals did not sell: they are left out, and listed here by name',
  onlyReturns: 'hold nothing but returns: they are left out, and listed here by name',
  returnedWhole: 'were returned whole: they are left out, and listed here by name',
  noteCount: (count: Shown, what: Shown, note: Shown) => `${count} of its ${what} ${note}`,
  allOfThem: 'them all',
  firstOfThem: (count: Shown) => `the first ${count} of them`,
  andMoreWithFile: (count: Shown, which: Shown) => `  and ${count} more; --problems <file> writes ${which}`,
  earlierFinished: (at: Shown, documents: number) =>
    `An import of ${at} had ended in the middle. It was finished first (${counted(documents, 'document')}).`,
  andMore: (count: Shown) => `  and ${count} more`,
  changedDuringEarlier: (count: Shown) =>
    `Changed by somebody during that import, so left as they are; import its files again to bring them up to date (${count}):`,
  changedDuringImport: (count: Shown) =>
    `Changed by somebody during the import, so left as they are; import again to bring them up to date (${count}):`,
  requestsThatStay: (count: Shown) =>
    `Open requests that could not follow their customers, so they stay with their owners; hand them over in the console (${count}):`,
  readAs: (file: Shown, words: Shown) => `${file}: read as ${words}`,
  notUsed: (file: Shown, columns: Shown) => `${file}: not used: ${columns}`,
  strayCommas: (file: Shown, rows: number, lines: Shown) =>
    `${file}: ${counted(rows, 'row')} ${rows === 1 ? 'holds' : 'hold'} commas without quotes in columns that are not used; read as text (lines ${lines})`,
  counts: (kind: Shown, isOnlyPlanned: boolean, created: Shown, updated: Shown, unchanged: Shown) =>
    `${kind} ${isOnlyPlanned ? 'would be ' : ''}${created} new, ${updated} changed, ${unchanged} as they were`,
  ownedByNobody: (customers: number, deals: number) =>
    `Belonging to nobody yet, so that only admins see them: ${counted(customers, 'customer')}, ${counted(deals, 'deal')}`,
  requestsThatMoved: (movedRequests: Shown) => `Open requests that went along with their customers: ${movedRequests}`,
  worthALook: 'Worth a look',
  kept: 'Kept as it is here',
  problems: 'Problems with the rest',
  problemsNothingImported: 'Problems; nothing was imported',
  dryRun: 'A dry run: nothing was written. Run it without --dry-run to import.',
  imported: 'Imported.',
  nothingNew: 'Nothing is new: nothing was written.',
  andMoreNamed: (more: Shown) => `and ${more} more`,
  fileLine: (file: Shown, line: Shown) => `${file} line ${line}`,
  noneWritten: (all: Shown) => `none of ${all} records is known to be written`,
  someWritten: (some: Shown, all: Shown) => `at least ${some} of ${all} records are written`,
  goneInDryRun: `${GONE} It was a dry run: nothing was written. ${CHECK}`,
  goneWhileFinishing: (written: Shown) =>
    `${GONE} An earlier import was being finished: ${written}. ${REST} Nothing of your files was imported. ${CHECK}`,
  goneWhileUpdating: (written: Shown) =>
    `${GONE} All is written but what somebody changed meanwhile; of that, ${written}. ${REST} ${CHECK}`,
  goneWhileWriting: (written: Shown) => `${GONE} When it went, ${written}. ${REST} ${CHECK}`,
  goneBeforeUpdating: `${GONE} All is written, and stays, but what somebody changed meanwhile; the same command brings it up to date. ${CHECK}`,
  goneBeforeWriting: (far: Shown) => `${GONE} Nothing was imported${far}. ${CHECK} Then give the same command again.`,
  problemsNotWritten: (path: Shown, error: Shown) => `${path} cannot be written: ${error}. Nothing was imported.`,
  problemsNotWrittenAfter: (path: Shown, error: Shown) =>
    `${path} cannot be written: ${error}. What was imported is said above.`,
} as const;
