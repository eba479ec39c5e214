import { matches, searchKey, searchWords } from '@marginiq/ui/search-text';

export interface Option {
  id: string;
  label: string;
}

export interface Found {
  options: Option[];
  /** How many match, shown or not. */
  total: number;
}

interface Entry extends Option {
  key: string;
}

const MAX_SHOWN = 50;

/**
 * What can be chosen in a field, to be searched. Made when it is first searched, and shared by all fields of a kind:
 * with 10,000 products a list for every field costs more than everything else on the screen.
 */
export class OptionIndex<T extends { id: string }> {
  readonly #all: Iterable<T>;
  readonly #describe: (one: T) => { label: string; words: string };
  #entries: Entry[] | null = null;

  constructor(all: Iterable<T>, describe: (one: T) => { label: string; words: string }) {
    this.#all = all;
    this.#describe = describe;
  }

  #index(): Entry[] {
    this.#entries ??= Array.from(this.#all, (one) => {
      const { label, words } = this.#describe(one);
      return { id: one.id, label, key: searchKey(words) };
    });
    return this.#entries;
  }

  /** @param without ids that are already chosen elsewhere */
  find(words: string, without: ReadonlySet<string>): Found {
    const options: Option[] = [];
    const folded = searchWords(words);
    let total = 0;
    for (const { id, label, key } of this.#index()) {
      if (without.has(id) || !matches(key, folded)) continue;
      total += 1;
      if (options.length < MAX_SHOWN) options.push({ id, label });
    }
    return { options, total };
  }
}
