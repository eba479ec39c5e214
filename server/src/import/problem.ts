/** What stands for the file if a problem is in none. Its column is then the option that it is about, if any. */
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

/** What the files are found to be like: nothing is imported while there is one problem. */
export class Problems {
  readonly found: Problem[] = [];
  /** Read all the same, and worth a look. */
  readonly notes: Problem[] = [];
  /** What a file says otherwise, and what stays as it is here because somebody decided it. */
  readonly kept: Problem[] = [];

  add(problem: Problem): void {
    this.found.push(problem);
  }

  note(problem: Problem): void {
    this.notes.push(problem);
  }

  keep(problem: Problem): void {
    this.kept.push(problem);
  }
}

function placeOf({ file, line, column }: Problem): string | null {
  if (file === NO_FILE) return column === null ? null : `--${column}`;
  const where = line === 0 ? file : `${file} line ${line}`;
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
