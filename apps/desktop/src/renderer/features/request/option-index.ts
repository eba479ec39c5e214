import { matches, type SearchWord, searchKey, searchWords } from '@marginiq/domain/search-text';

export interface Option {
  id: string;
  label: string;
  /** Why it was found, if its label does not show that; otherwise empty. */
  foundBy: string;
  /** The other line that already has it, so that it cannot be chosen again; null if there is none. */
  onLine: number | null;
}

export interface Found {
  options: Option[];
  /** How many match, shown or not. */
  total: number;
}

/** How one thing is shown and found. */
export interface Description {
  label: string;
  /** Its label: name and code. Matches in it come first. */
  names: readonly string[];
  /** What else it is found by, such as its category. */
  others: readonly string[];
}

interface Entry extends Description {
  id: string;
  nameKey: string;
  key: string;
}

const MAX_SHOWN = 50;
const NONE_TAKEN: ReadonlyMap<string, number> = new Map();

/** The fields that words match and the label does not show. */
function foundBy({ label, names, others }: Entry, words: readonly SearchWord[]): string {
  const labelKey = searchKey(label);
  const unexplained = words.filter((word) => !matches(labelKey, [word]));
  if (unexplained.length === 0) return '';
  const fields = [...names, ...others].filter((field) => {
    const key = searchKey(field);
    return unexplained.some((word) => matches(key, [word]));
  });
  return fields.join(' · ');
}

/**
 * The searchable choices of a field. Built at the first search, and shared by all fields of a kind: with 10,000
 * products a list for every field costs more than everything else on the screen.
 */
export class OptionIndex<T extends { id: string }> {
  readonly #all: Iterable<T>;
  readonly #describe: (one: T) => Description;
  #entries: Entry[] | null = null;

  constructor(all: Iterable<T>, describe: (one: T) => Description) {
    this.#all = all;
    this.#describe = describe;
  }

  #index(): Entry[] {
    this.#entries ??= Array.from(this.#all, (one) => {
      const described = this.#describe(one);
      const { names, others } = described;
      const nameKey = searchKey(names.join(' '));
      return { ...described, id: one.id, nameKey, key: `${nameKey} ${searchKey(others.join(' '))}` };
    });
    return this.#entries;
  }

  /**
   * What all words match: first what they match by name or code, then the rest, each in the order given.
   * @param taken what other lines have already, by id, with their numbers
   */
  find(words: string, taken: ReadonlyMap<string, number> = NONE_TAKEN): Found {
    const folded = searchWords(words);
    const named: Entry[] = [];
    const rest: Entry[] = [];
    let total = 0;
    for (const entry of this.#index()) {
      if (!matches(entry.key, folded)) continue;
      total += 1;
      const group = matches(entry.nameKey, folded) ? named : rest;
      if (group.length < MAX_SHOWN) group.push(entry);
    }
    const shown = [...named, ...rest].slice(0, MAX_SHOWN);
    const options = shown.map((entry) => ({
      id: entry.id,
      label: entry.label,
      foundBy: foundBy(entry, folded),
      onLine: taken.get(entry.id) ?? null,
    }));
    return { options, total };
  }
}
