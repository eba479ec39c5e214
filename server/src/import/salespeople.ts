import type { Person } from '@marginiq/contract/reference';
import { IMPORT_WORDS } from '../words/import-words.ts';
import { foldKey } from './keys.ts';
import type { Problems } from './problem.ts';

/** Says of a salesperson that it is nobody yet: what belongs to nobody is seen by admins alone. */
export const NOBODY = 'nobody';

/** Who a file means by a key. Null: nobody yet. */
export type Meant = { known: true; person: Person | null } | { known: false; reason: string };

interface Use {
  file: string;
  line: number;
  column: string;
  value: string;
}

/**
 * Finds the person that a file means: by an explicit mapping (now, or in an earlier import), by an email of the company, or
 * by a full name that exactly one person has. Anything else is a problem: who owns a customer decides who sees it, so an
 * owner is never guessed. People who have left are found too, because they keep their past deals.
 */
export class Salespeople {
  readonly #byEmail: ReadonlyMap<string, Person>;
  readonly #byName: ReadonlyMap<string, readonly Person[]>;
  /** By normalised key; null means nobody yet. */
  readonly #stated = new Map<string, Person | null>();
  readonly #unknown = new Map<string, { first: Use; rows: number; reason: string }>();

  constructor(people: readonly Person[]) {
    this.#byEmail = new Map(people.map((person) => [foldKey(person.email), person]));
    this.#byName = Map.groupBy(people, ({ name }) => foldKey(name));
  }

  /** The mapping given to an earlier import. A person who no longer exists is dropped. */
  remember(mapping: readonly { key: string; userId: string | null }[]): void {
    const byId = new Map([...this.#byEmail.values()].map((person) => [person.id, person]));
    for (const { key, userId } of mapping) {
      const person = userId === null ? null : byId.get(userId);
      if (person !== undefined) this.#stated.set(key, person);
    }
  }

  /** @returns false if nobody has this email */
  state(key: string, email: string): boolean {
    const person = foldKey(email) === NOBODY ? null : this.#byEmail.get(foldKey(email));
    if (person !== undefined) this.#stated.set(foldKey(key), person);
    return person !== undefined;
  }

  /** For the next import. */
  stated(): { key: string; userId: string | null }[] {
    const all = [...this.#stated].map(([key, person]) => ({ key, userId: person?.id ?? null }));
    return all.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  find(key: string): Meant {
    const folded = foldKey(key);
    const stated = this.#stated.get(folded);
    if (stated !== undefined) return { known: true, person: stated };
    const byEmail = this.#byEmail.get(folded);
    if (byEmail !== undefined) return { known: true, person: byEmail };
    const [named, namesake] = this.#byName.get(folded) ?? [];
    if (named !== undefined && namesake === undefined) return { known: true, person: named };
    return {
      known: false,
      reason: named === undefined ? IMPORT_WORDS.nobodyMatches : IMPORT_WORDS.nameOfSeveral,
    };
  }

  /**
   * The same for one place in a file. A key that is not known is one problem, however many rows have it.
   * @returns undefined if it is not known
   */
  meantAt(use: Use): Person | null | undefined {
    const meant = this.find(use.value);
    if (meant.known) return meant.person;
    const id = `${use.file}\n${foldKey(use.value)}`;
    const before = this.#unknown.get(id);
    if (before === undefined) this.#unknown.set(id, { first: use, rows: 1, reason: meant.reason });
    else before.rows += 1;
    return undefined;
  }

  addProblems(problems: Problems): void {
    for (const { first, rows, reason } of this.#unknown.values()) {
      const many = rows === 1 ? '' : ` (${rows} rows)`;
      const option = `--salesperson "${first.value}=<email>"`;
      const nobody = IMPORT_WORDS.orNobody(first.value, NOBODY);
      problems.add({ ...first, reason: IMPORT_WORDS.sayWho(reason, many, option, nobody) });
    }
  }
}
