import { IMPORT_REPORT_WORDS } from '../words/import-report-words.ts';
/** How far an import is. It says what is known, and guesses nothing. */
export interface ImportProgress {
  stage: 'splitting' | 'reading' | 'planning' | 'writing';
  /**
   * Which work the progress is about: the given files, an earlier import that is finished first, or documents that somebody changed
   * between the plan and their chunk, which are planned and written again.
   */
  turn: 'own' | 'earlier' | 'again';
  /** The one that is read. */
  file?: string;
  /** Rows when reading, else records. */
  done: number;
  /** Null: that is not known yet. */
  of: number | null;
}

export type OnProgress = (progress: ImportProgress) => void;

/** Progress is reported after this many rows of a file. */
const ROWS = 1_000;

/** Calls `tell` after every batch of rows, and after the last one if it is known which that is. */
export function rowCounter(tell: (done: number) => void, of: number | null = null): () => void {
  let done = 0;
  return () => {
    done += 1;
    if (done % ROWS === 0 || done === of) tell(done);
  };
}

const count = (value: number) => value.toLocaleString('en-US');

const BEFORE: Record<ImportProgress['turn'], string> = {
  own: '',
  earlier: IMPORT_REPORT_WORDS.finishingEarlier,
  again: IMPORT_REPORT_WORDS.changedMeanwhile,
};

/** As words for a terminal. */
export function progressWords({ stage, turn, file = '', done, of }: ImportProgress): string {
  const far = of === null ? count(done) : IMPORT_REPORT_WORDS.doneOf(count(done), count(of));
  if (stage === 'splitting') return IMPORT_REPORT_WORDS.foundRows(file, far);
  if (stage === 'reading') return IMPORT_REPORT_WORDS.readRows(file, far);
  return IMPORT_REPORT_WORDS.records(BEFORE[turn], stage === 'planning' ? 'planned' : 'written', far);
}
