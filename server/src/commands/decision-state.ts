import type { Command } from '@marginiq/contract/command';
import type { Customer } from '@marginiq/contract/customer';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { type Governance, MAX_WINDOW_DAYS } from '@marginiq/contract/governance';
import type { Product } from '@marginiq/contract/product';
import type { Company, Person, Statistics } from '@marginiq/contract/reference';
import { APPROVED_STATUSES } from '@marginiq/contract/request-status';
import type { RuleSet } from '@marginiq/contract/rule-set';
import type { Instant } from '@marginiq/contract/scalars';
import type { SessionRefusal } from '@marginiq/contract/session-refusal';
import type { ActingUser, DecisionContext } from '@marginiq/domain/context';
import { Grants, needsGrants } from '@marginiq/domain/granted';
import { type NeededInputs, neededInputs } from '@marginiq/domain/needed-inputs';
import { refusalOf } from '../auth/authority.ts';
import { type DeviceRecord, fromStored, type UserRecord } from '../tenancy/documents.ts';
import type { GatheredReads } from '../tenancy/gathered-reads.ts';
import { companyOf, personOf, versionOf } from '../tenancy/told.ts';

const DAY_MS = 86_400_000;

/** For one customer. More than this in a month exceeds any reasonable limit by far. */
const MOST_GRANTS = 2_000;

/** Only the fields that are added up. */
const NEWEST_GRANTS = {
  sort: { changedAt: -1 },
  limit: MOST_GRANTS,
  projection: {
    customerId: 1,
    status: 1,
    sale: 1,
    revision: 1,
    'steps.kind': 1,
    'steps.at': 1,
    'evaluation.total.listMinor': 1,
  },
} as const;

/**
 * What a batch of commands is decided against: read once at the start, inside its commit, and kept up to date as
 * commands are applied, so that a command sees the effects of those before it.
 */
export class DecisionState {
  readonly #requests = new Map<string, DiscountRequest>();
  readonly #customers = new Map<string, Customer>();
  readonly #products = new Map<string, Product>();
  readonly #grants = new Grants();
  #people = new Map<string, Person>();
  #company: Company | null = null;
  #authority: Pick<Parameters<typeof refusalOf>[0], 'company'> & { users: Map<string, UserRecord> } = {
    company: null,
    users: new Map(),
  };
  #ruleSet: RuleSet | null = null;
  #governance: Governance | null = null;
  #statistics: Statistics | null = null;

  /** @param now of these commands; what was granted long before does not count */
  static async load(
    reads: GatheredReads,
    commands: readonly Command[],
    { actorIds, now }: { actorIds: readonly string[]; now: Instant },
  ) {
    const state = new DecisionState();
    const users = new Map<string, UserRecord>();
    const readGrants = state.#grantsReader(reads, now);
    /** Reads what is needed and not here yet. */
    const readNeeded = async (needed: readonly NeededInputs[], others: readonly string[]) => {
      const missing = (ids: readonly (string | null)[], here: ReadonlyMap<string, unknown>) =>
        ids.filter((id) => id !== null && !here.has(id)) as string[];
      const [customers, products, people] = await Promise.all([
        reads.byIds(
          'customers',
          missing(
            needed.map(({ customerId }) => customerId),
            state.#customers,
          ),
        ),
        reads.byIds(
          'products',
          missing(
            needed.flatMap(({ productIds }) => productIds),
            state.#products,
          ),
        ),
        reads.byIds('users', missing([...others, ...needed.map(({ ownerId }) => ownerId)], users)),
      ]);
      for (const [id, customer] of customers) state.#customers.set(id, fromStored<Customer>(customer));
      for (const [id, product] of products) state.#products.set(id, fromStored<Product>(product));
      for (const [id, user] of people) users.set(id, user);
    };

    // What a command names directly is fetched together with its subject; only the rest needs a second round.
    const [requests, companies, ruleSet, governance, statistics] = await Promise.all([
      reads.byIds(
        'discountRequests',
        commands.map(({ args }) => args.requestId),
      ),
      reads.byIds('companies', [reads.companyId]),
      reads.one('businessRules', { current: true }),
      reads.one('governance', { current: true }),
      reads.one('statistics', { current: true }),
      readNeeded(
        commands.map((command) => neededInputs(command, null)),
        actorIds,
      ),
      readGrants(commands),
    ]);
    for (const [id, request] of requests) state.#requests.set(id, fromStored<DiscountRequest>(request));
    await Promise.all([
      readNeeded(
        commands.map((command) => neededInputs(command, state.request(command.args.requestId))),
        [],
      ),
      readGrants(commands),
    ]);
    state.#people = new Map([...users].map(([id, user]) => [id, personOf(user)]));
    const company = companies.get(reads.companyId) ?? null;
    state.#authority = { company, users };
    // The inputs of a decision here must equal what a client holds.
    state.#company = company && companyOf(company);
    state.#ruleSet = ruleSet && versionOf<RuleSet>(ruleSet);
    state.#governance = governance && versionOf<Governance>(governance);
    state.#statistics = statistics && versionOf<Statistics>(statistics);
    return state;
  }

  /** Reads what the customers of these commands were granted lately; those it has read already, it does not read again. */
  #grantsReader(reads: GatheredReads, now: Instant) {
    const read = new Set<string>();
    const since = new Date(Date.parse(now) - MAX_WINDOW_DAYS * DAY_MS).toISOString();
    return async (commands: readonly Command[]): Promise<void> => {
      const customerIds = commands
        .filter(needsGrants)
        .flatMap((command) => neededInputs(command, this.request(command.args.requestId)).customerId ?? []);
      const fresh = [...new Set(customerIds)].filter((id) => !read.has(id));
      if (fresh.length === 0) return;
      for (const id of fresh) read.add(id);
      const grantedTo = (ids: readonly string[]) => {
        const granted = {
          customerId: { $in: ids },
          status: { $in: [...APPROVED_STATUSES] },
          changedAt: { $gte: since },
        };
        return reads.all('discountRequests', granted as never, NEWEST_GRANTS);
      };
      let found = await grantedTo(fresh);
      // One customer's grants may have filled the limit, so another's sum would be too small: read each customer alone.
      if (found.length === MOST_GRANTS && fresh.length > 1) {
        found = (await Promise.all(fresh.map((id) => grantedTo([id])))).flat();
      }
      for (const one of found) this.#grants.put(fromStored<DiscountRequest>(one));
    };
  }

  /**
   * Why this person's commands from these devices (the session's, and the one that numbered the commands) are not decided;
   * null if all is well. Commands of a revoked device are refused whichever device brings them: it never regains access this
   * way.
   */
  refusalOf(userId: string, devices: readonly (DeviceRecord | null)[]): SessionRefusal | null {
    const { company, users } = this.#authority;
    const user = users.get(userId) ?? null;
    if (devices.some((device) => device !== null && device.userId !== userId)) return 'otherSession';
    const revoked = devices.find((device) => device?.revokedAt) ?? null;
    return refusalOf({ user, company, device: revoked });
  }

  /** The person with the role and team of this commit. */
  actor(userId: string): ActingUser | null {
    const person = this.#people.get(userId);
    if (person === undefined) return null;
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
    this.#grants.put(request);
  }

  context(command: Command, actor: ActingUser, now: string): DecisionContext {
    const { customerId, ownerId } = neededInputs(command, this.request(command.args.requestId));
    const asked = { requestId: command.args.requestId, now, governance: this.#governance };
    const isAddedUp = customerId !== null && needsGrants(command);
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
      granted: isAddedUp ? this.#grants.to(customerId, asked) : null,
    };
  }
}
