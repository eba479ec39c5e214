import type { Person } from '@marginiq/contract/reference';

/** A salesperson who can own customers and deals. */
export type Owner = Person & { teamId: string };

/**
 * Finds the salesperson that a file means. An email of ours names one. Any other key (a number of the system that the
 * file comes from) is given one of the company's salespeople in turn, in the keys' order, so that the same files give
 * the same owners each time.
 */
export class Salespeople {
  readonly #owners: Owner[];
  readonly #byKey = new Map<string, Owner>();

  constructor(people: readonly Person[], keys: Iterable<string>) {
    this.#owners = people
      .filter((person): person is Owner => person.role === 'salesperson' && person.active && person.teamId !== null)
      .sort((a, b) => (a.email < b.email ? -1 : 1));
    const foreign = [...new Set(keys)].filter((key) => key !== '' && !key.includes('@'));
    const ordered = foreign.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    for (const [index, key] of ordered.entries()) {
      const owner = this.inTurn(index);
      if (owner !== null) this.#byKey.set(key, owner);
    }
    for (const owner of this.#owners) this.#byKey.set(owner.email.toLowerCase(), owner);
  }

  get none(): boolean {
    return this.#owners.length === 0;
  }

  /** Null where the key is an email that is not one of an active salesperson. */
  find(key: string): Owner | null {
    return this.#byKey.get(key) ?? null;
  }

  inTurn(index: number): Owner | null {
    return this.#owners[index % this.#owners.length] ?? null;
  }
}
