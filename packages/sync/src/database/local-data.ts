import type { Command } from '@marginiq/contract/command';
import type { Customer } from '@marginiq/contract/customer';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Governance } from '@marginiq/contract/governance';
import type { Product } from '@marginiq/contract/product';
import type { Company, Person, Reference, Statistics } from '@marginiq/contract/reference';
import type { RuleSet } from '@marginiq/contract/rule-set';
import type { ActingUser, DecisionContext } from '@marginiq/domain/context';
import { type Grants, needsGrants } from '@marginiq/domain/granted';
import { neededInputs } from '@marginiq/domain/needed-inputs';
import { combineLatest, distinctUntilChanged, map, type Observable, scan, shareReplay, startWith } from 'rxjs';
import type { Outbox } from '../outbox/outbox.ts';
import { overlay, type RequestView } from '../replica/overlay.ts';
import type { Replica } from '../replica/replica.ts';

/** The documents of which there are few, by kind. */
export interface ReferenceData {
  company: Company | null;
  ruleSet: RuleSet | null;
  governance: Governance | null;
  statistics: Statistics | null;
  people: ReadonlyMap<string, Person>;
}

/** Everything a decision on this device reads. */
export interface Knowledge {
  reference: ReferenceData;
  customers: ReadonlyMap<string, Customer>;
  products: ReadonlyMap<string, Product>;
}

function toReferenceData(documents: readonly Reference[]): ReferenceData {
  const data: ReferenceData = { company: null, ruleSet: null, governance: null, statistics: null, people: new Map() };
  const people = new Map<string, Person>();
  for (const document of documents) {
    if (document.kind === 'person') people.set(document.id, document);
    else if (document.kind === 'company') data.company = document;
    else if (document.kind === 'ruleSet') data.ruleSet = document;
    else if (document.kind === 'governance') data.governance = document;
    else data.statistics = document;
  }
  return { ...data, people };
}

const byId = <T extends { id: string }>(documents: readonly T[]): ReadonlyMap<string, T> =>
  new Map(documents.map((document) => [document.id, document]));

interface Acting {
  request: DiscountRequest | null;
  actor: ActingUser;
  now: string;
  /** Sums up what the customer was granted. */
  grants?: Grants;
}

/** The context in which this device decides, from what it knows. */
export function decisionContext(
  { reference, customers, products }: Knowledge,
  command: Command,
  { request, actor, now, grants }: Acting,
): DecisionContext {
  const { customerId, ownerId } = neededInputs(command, request);
  const { governance } = reference;
  const asked = { requestId: command.args.requestId, now, governance };
  const isAddedUp = grants !== undefined && customerId !== null && needsGrants(command);
  return {
    now,
    actor,
    company: reference.company,
    customer: customerId === null ? null : (customers.get(customerId) ?? null),
    owner: reference.people.get(ownerId ?? actor.userId) ?? null,
    products,
    ruleSet: reference.ruleSet,
    governance,
    statistics: reference.statistics,
    granted: isAddedUp ? grants.to(customerId, asked) : null,
  };
}

const isSameActor = (a: ActingUser, b: ActingUser) =>
  a.userId === b.userId && a.name === b.name && a.role === b.role && a.teamId === b.teamId;

/**
 * The person as their own document says now: an admin may give another role or team at any time. While that document is not
 * there, as during a first pull, the person is who they were.
 */
function asLastKnown(known: ActingUser, { people }: ReferenceData): ActingUser {
  const person = people.get(known.userId);
  if (person === undefined) return known;
  const { name, role, teamId } = person;
  return { userId: known.userId, name, role, teamId };
}

/** Live reads of the local database. Every stream emits at once and again with each change, from any window. */
export class LocalData {
  readonly customers$: Observable<Customer[]>;
  readonly products$: Observable<Product[]>;
  readonly reference$: Observable<ReferenceData>;
  readonly knowledge$: Observable<Knowledge>;
  /** Who works here, with their current role and team. Emits at once, and again only for a change. */
  readonly actor$: Observable<ActingUser>;
  /** Every request that this device holds, newest change first, with the unsettled commands over them. */
  readonly requests$: Observable<RequestView[]>;

  constructor(replica: Replica, outbox: Outbox, { actor, now }: { actor: ActingUser; now: () => string }) {
    this.customers$ = replica.list$('customers');
    this.products$ = replica.list$('products');
    this.reference$ = replica
      .list$('reference')
      .pipe(map(toReferenceData), shareReplay({ bufferSize: 1, refCount: true }));
    this.knowledge$ = combineLatest([this.reference$, this.customers$, this.products$]).pipe(
      map(([reference, customers, products]) => ({ reference, customers: byId(customers), products: byId(products) })),
      shareReplay({ bufferSize: 1, refCount: true }),
    );
    this.actor$ = this.reference$.pipe(
      scan(asLastKnown, actor),
      startWith(actor),
      distinctUntilChanged(isSameActor),
      shareReplay({ bufferSize: 1, refCount: true }),
    );
    this.requests$ = combineLatest([replica.list$('requests'), outbox.entries$, this.knowledge$, this.actor$]).pipe(
      map(([held, entries, knowledge, acting]) =>
        overlay(held, entries, (command, request, grants) =>
          decisionContext(knowledge, command, { request, actor: acting, now: now(), grants }),
        ),
      ),
      shareReplay({ bufferSize: 1, refCount: true }),
    );
  }
}
