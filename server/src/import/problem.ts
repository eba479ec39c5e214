import { IMPORT_REPORT_WORDS } from '../words/import-report-words.ts';
/** Stands in for the file if a problem is in none. Its column is then the option concerned, if any. */
export const NO_FILE = '';

/** Something to know about one place in a file. Lines count from 1, the header among them; 0 is the file as a whole. */
export interface Problem {
  file: string;
  line: number;
  column: string | null;
  value: string | null;
  /** A sentence whose subject is the value, or the line: what is wrong, and what to do. */
  reason: string;
}

/** As many of a kind are listed. A file in which every row is wrong has one fault, and not half a million. */
export const MAX_LISTED = 10_000;

/** Places of one kind, in the order in which they were found: the first ones by name, the others counted. */
export class Listed {
  readonly list: Problem[] = [];
  more = 0;

  add(problem: Problem): void {
    // Problems of a file as a whole sum up those that there is no room for.
    if (this.list.length < MAX_LISTED || problem.line === 0) this.list.push(problem);
    else this.more += 1;
  }

  get count(): number {
    return this.list.length + this.more;
  }
}

/** The problems found in the files: nothing is imported while there is a single one. */
export class Problems {
  readonly #found = new Listed();
  readonly #notes = new Listed();
  readonly #kept = new Listed();

  get found(): readonly Problem[] {
    return this.#found.list;
  }

  /** Read nevertheless, but worth checking. */
  get notes(): readonly Problem[] {
    return this.#notes.list;
  }

  /** What a file states differently, but the stored value is kept because somebody decided it. */
  get kept(): readonly Problem[] {
    return this.#kept.list;
  }

  /** The total number of problems, including those that are not listed. */
  get count(): number {
    return this.#found.count;
  }

  /** How many of each are not listed. */
  get unlisted(): { problems: number; notes: number; kept: number } {
    return { problems: this.#found.more, notes: this.#notes.more, kept: this.#kept.more };
  }

  add(problem: Problem): void {
    this.#found.add(problem);
  }

  note(problem: Problem): void {
    this.#notes.add(problem);
  }

  keep(problem: Problem): void {
    this.#kept.add(problem);
  }
}

function placeOf({ file, line, column }: Problem): string | null {
  if (file === NO_FILE) return column === null ? null : `--${column}`;
  const where = line === 0 ? file : IMPORT_REPORT_WORDS.fileLine(file, line);
  return column === null ? where : `${where}, ${column}`;
}

/** A problem as one line: its place, the value and what is wrong with it. */
export function problemLine(problem: Problem): string {
  const { value, reason } = problem;
  const place = placeOf(problem);
  return `${place === null ? '' : `${place}: `}${value === null || value === '' ? '' : `"${value}" `}${reason}`;
}

/** In the order in which somebody works them off: file by file, from the top of each. */
export function inFileOrder(problems: readonly Problem[], files: readonly string[]): Problem[] {
  const place = ({ file }: Problem) => files.indexOf(file);
  return problems.toSorted((a, b) => place(a) - place(b) || a.line - b.line);
}
