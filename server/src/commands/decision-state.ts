import type { Command } from '@marginiq/contract/command';
import type { Customer } from '@marginiq/contract/customer';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Governance } from '@marginiq/contract/governance';
import type { Product } from '@marginiq/contract/product';
import type { Company, Person, Statistics } from '@marginiq/contract/reference';
import type { RuleSet } from '@marginiq/contract/rule-set';
import type { ActingUser, DecisionContext } from '@marginiq/domain/context';
import { neededInputs } from '@marginiq/domain/needed-inputs';
import { fromStored, type Stored, type UserRecord } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

/** The person without what never leaves the server. */
export function personOf(user: UserRecord): Person {
  const { passwordHash: _hash, viewEpoch: _epoch, ...person } = user;
  return fromStored<Person>(person);
}

const read = <T extends { id: string }>(stored: Stored<T> | null | undefined): T | null =>
  stored === null || stored === undefined ? null : fromStored<T>(stored);

/** `current` is the server's own mark; what is decided with must equal what a client holds. */
function currentVersion<T extends { id: string }>(stored: (Stored<T> & { current: boolean }) | null): T | null {
  if (stored === null) return null;
  const { current: _current, ...version } = stored;
  return fromStored<T>(version as unknown as Stored<T>);
}

/**
 * What a batch of commands is decided on: read once at its start, inside its transaction, and kept up to date as
 * commands are applied, so that a command sees those before it.
 */
export class DecisionState {
  readonly #requests = new Map<string, DiscountRequest>();
  #customers = new Map<string, Customer>();
  #products = new Map<string, Product>();
  #people = new Map<string, Person>();
  #company: Company | null = null;
  #suspended = false;
  #ruleSet: RuleSet | null = null;
  #governance: Governance | null = null;
  #statistics: Statistics | null = null;

  static async load(store: TenantStore, commands: readonly Command[], actorIds: readonly string[]) {
    const state = new DecisionState();
    const requests = await store.collection('discountRequests').findByIds(commands.map(({ args }) => args.requestId));
    for (const [id, request] of requests) state.#requests.set(id, fromStored<DiscountRequest>(request));

    const needed = commands.map((command) => neededInputs(command, state.request(command.args.requestId)));
    const ids = (pick: (inputs: (typeof needed)[number]) => readonly (string | null)[]) =>
      needed.flatMap(pick).filter((id) => id !== null);
    const from = async <T extends { id: string }>(found: Promise<Map<string, Stored<T>>>) =>
      new Map([...(await found)].map(([id, document]) => [id, fromStored<T>(document)]));

    // One after the other: a transaction's session carries one operation at a time.
    state.#customers = await from<Customer>(store.collection('customers').findByIds(ids((n) => [n.customerId])));
    state.#products = await from<Product>(store.collection('products').findByIds(ids((n) => n.productIds)));
    const users = await store.collection('users').findByIds([...actorIds, ...ids((n) => [n.ownerId])]);
    state.#people = new Map([...users].map(([id, user]) => [id, personOf(user)]));
    const company = await store.collection('companies').findById(store.companyId);
    if (company !== null) {
      const { status, ...synced } = company;
      state.#suspended = status !== 'active';
      state.#company = read<Company>(synced);
    }
    state.#ruleSet = currentVersion<RuleSet>(await store.collection('businessRules').findOne({ current: true }));
    state.#governance = currentVersion<Governance>(await store.collection('aiGovernance').findOne({ current: true }));
    state.#statistics = currentVersion<Statistics>(await store.collection('tenantMetrics').findOne({ current: true }));
    return state;
  }

  /** The person with the authority of this transaction; null for somebody who may not act any more. */
  actor(userId: string): ActingUser | null {
    const person = this.#people.get(userId);
    if (person === undefined || !person.active || this.#suspended) return null;
    const { name, role, teamId } = person;
    return { userId, name, role, teamId };
  }

  get company(): Company | null {
    return this.#company;
  }

  get ruleSet(): RuleSet | null {
    return this.#ruleSet;
  }

  get governance(): Governance | null {
    return this.#governance;
  }

  get statistics(): Statistics | null {
    return this.#statistics;
  }

  request(id: string): DiscountRequest | null {
    return this.#requests.get(id) ?? null;
  }

  setRequest(request: DiscountRequest): void {
    this.#requests.set(request.id, request);
  }

  context(command: Command, actor: ActingUser, now: string): DecisionContext {
    const { customerId, ownerId } = neededInputs(command, this.request(command.args.requestId));
    return {
      now,
      actor,
      company: this.#company,
      customer: customerId === null ? null : (this.#customers.get(customerId) ?? null),
      owner: this.#people.get(ownerId ?? actor.userId) ?? null,
      products: this.#products,
      ruleSet: this.#ruleSet,
      governance: this.#governance,
      statistics: this.#statistics,
    };
  }
}
