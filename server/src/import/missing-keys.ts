import { TABLE_WORDS } from '../words/table-words.ts';
import { foldKey } from './keys.ts';
import type { Problems } from './problem.ts';

interface Missing {
  value: string;
  line: number;
  last: number;
  more: number;
  /** A key that differs in leading zeros alone. */
  similar: string | null;
}

function rowsWords({ more, last }: Missing): string {
  if (more === 0) return '';
  return more === 1 ? TABLE_WORDS.oneMoreRow(last) : TABLE_WORDS.moreRows(more, last);
}

/**
 * Keys that match nothing here. Each is reported once: an article that a thousand lines name is one thing to fix, not a thousand.
 */
export class MissingKeys {
  readonly #about: { file: string; column: string; what: 'customer' | 'product' };
  readonly #problems: Problems;
  readonly #missing = new Map<string, Missing>();

  constructor(about: { file: string; column: string; what: 'customer' | 'product' }, problems: Problems) {
    this.#about = about;
    this.#problems = problems;
  }

  add(value: string, line: number, similar: string | null): void {
    const known = this.#missing.get(foldKey(value));
    if (known === undefined) this.#missing.set(foldKey(value), { value, line, last: line, more: 0, similar });
    else if (known.line !== line && known.last !== line) {
      // Rows with a fault of their own are looked through before the others.
      if (line < known.line) Object.assign(known, { line, value });
      else known.last = Math.max(known.last, line);
      known.more += 1;
    }
  }

  addProblems(): void {
    const { file, column, what } = this.#about;
    for (const missing of this.#missing.values()) {
      const { value, line, similar } = missing;
      const hint = similar === null ? '' : TABLE_WORDS.similarKey(similar);
      const reason = TABLE_WORDS.unknownKey(what, hint, rowsWords(missing));
      this.#problems.add({ file, line, column, value, reason });
    }
  }
}
