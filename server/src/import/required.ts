import { TABLE_WORDS } from '../words/table-words.ts';
import type { Problems } from './problem.ts';

interface Source {
  file: string;
  columns: ReadonlySet<string>;
}

/**
 * What something new cannot do without. A column that the file does not have is one problem, and not one for each row:
 * files that change only what is here need none of these columns.
 */
export class Required {
  readonly #source: Source;
  readonly #problems: Problems;
  readonly #absent = new Map<string, { line: number; value: string; rows: number; what: string }>();

  constructor(source: Source, problems: Problems) {
    this.#source = source;
    this.#problems = problems;
  }

  /** @returns whether every one of `values` is given */
  check({ line, key, what }: { line: number; key: string; what: string }, values: Record<string, unknown>): boolean {
    const missing = Object.keys(values).filter((column) => values[column] === undefined);
    for (const column of missing) {
      if (this.#source.columns.has(column)) {
        const reason = TABLE_WORDS.missingOfNewKey(key, what);
        this.#problems.add({ file: this.#source.file, line, column, value: null, reason });
        continue;
      }
      const before = this.#absent.get(column);
      if (before === undefined) this.#absent.set(column, { line, value: key, rows: 1, what });
      else before.rows += 1;
    }
    return missing.length === 0;
  }

  addProblems(): void {
    for (const [column, { line, value, rows, what }] of this.#absent) {
      const more = rows === 1 ? '' : TABLE_WORDS.asMoreRows(rows - 1);
      const reason = TABLE_WORDS.newWithoutColumn(what, more, column);
      this.#problems.add({ file: this.#source.file, line, column, value, reason });
    }
  }
}
