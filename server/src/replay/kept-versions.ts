import type { Governance } from '@marginiq/contract/governance';
import type { Statistics } from '@marginiq/contract/reference';
import type { RuleSet } from '@marginiq/contract/rule-set';
import type { KeptVersions } from '@marginiq/domain/kept-inputs';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { versionOf } from '../tenancy/told.ts';

/** How many versions of each kind are held. A rule set may be 100 KB. */
const MOST_HELD = 100;

type Name = 'businessRules' | 'governance' | 'statistics';

export interface VersionsThen {
  ruleSet: RuleSet | null;
  governance: Governance | null;
  statistics: Statistics | null;
}

/** Thrown if a version that a decision names is gone. None ever is removed. */
export class VersionGoneError extends Error {
  override name = 'VersionGoneError';
}

/** The rules, limits and statistics that decisions were made by, read once and held for those that follow. */
export class KeptVersionsReader {
  readonly #store: TenantStore;
  readonly #held = new Map<Name, Map<number, object>>();

  constructor(store: TenantStore) {
    this.#store = store;
  }

  /** @throws VersionGoneError */
  async read({ rules, governance, statistics }: KeptVersions): Promise<VersionsThen> {
    return {
      ruleSet: await this.#one<RuleSet>('businessRules', rules),
      governance: await this.#one<Governance>('governance', governance),
      statistics: await this.#one<Statistics>('statistics', statistics),
    };
  }

  async #one<T extends { id: string }>(name: Name, version: number | null): Promise<T | null> {
    if (version === null) return null;
    const held = this.#held.get(name) ?? new Map<number, object>();
    this.#held.set(name, held);
    const known = held.get(version);
    if (known !== undefined) return known as T;
    const found = await this.#store.collection(name).findOne({ version } as never);
    if (found === null) throw new VersionGoneError(`${name} ${version}`);
    const [oldest] = held.keys();
    if (held.size === MOST_HELD && oldest !== undefined) held.delete(oldest);
    const read = versionOf<T>(found as never);
    held.set(version, read);
    return read;
  }
}
