/** What is wrong with one place in a file. Lines count from 1, the header among them. */
export interface Problem {
  file: string;
  line: number;
  column: string | null;
  value: string | null;
  reason: string;
}

/** Gathers problems of one file; nothing is imported while there is one. */
export class Problems {
  readonly found: Problem[] = [];

  add(problem: Problem): void {
    this.found.push(problem);
  }
}
