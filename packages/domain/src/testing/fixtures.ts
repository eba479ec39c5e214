import type { Command, CommandOf, CommandType } from '@marginiq/contract/command';
import type { Customer } from '@marginiq/contract/customer';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Evaluation } from '@marginiq/contract/evaluation';
import type { Governance } from '@marginiq/contract/governance';
import type { Product } from '@marginiq/contract/product';
import type { Company, Person, Statistics } from '@marginiq/contract/reference';
import type { Rule, RuleSet } from '@marginiq/contract/rule-set';
import { applyAll } from '../apply.ts';
import { evaluationContext, priceItems } from '../assess.ts';
import type { ActingUser, DecisionContext } from '../context.ts';
import { decide } from '../decide.ts';
import { evaluate } from '../evaluate.ts';

/** An id that says in a failing test what it is of: `anId('c', 1)` is customer 1. */
export function anId(kind: string, number: number): string {
  const tail = `${kind.charCodeAt(0).toString(16)}${number.toString(16).padStart(10, '0')}`;
  return `01890a5d-ac96-774b-bcce-${tail.slice(-12).padStart(12, '0')}`;
}

export const NOW = '2026-06-01T12:00:00.000Z';
export const COMPANY_ID = anId('o', 1);
export const TEAM_NORTH = anId('t', 1);
export const TEAM_SOUTH = anId('t', 2);

export const ANNA: ActingUser = { userId: anId('u', 1), name: 'Anna', role: 'salesperson', teamId: TEAM_NORTH };
export const BEN: ActingUser = { userId: anId('u', 2), name: 'Ben', role: 'salesperson', teamId: TEAM_SOUTH };
export const MARTA: ActingUser = { userId: anId('u', 3), name: 'Marta', role: 'manager', teamId: TEAM_NORTH };
export const JONAS: ActingUser = { userId: anId('u', 4), name: 'Jonas', role: 'manager', teamId: TEAM_SOUTH };
export const OLGA: ActingUser = { userId: anId('u', 5), name: 'Olga', role: 'admin', teamId: null };
export const EVERYBODY = [ANNA, BEN, MARTA, JONAS, OLGA] as const;

export const aPerson = ({ userId: id, name, role, teamId }: ActingUser, change: Partial<Person> = {}): Person => ({
  id,
  companyId: COMPANY_ID,
  seq: 1,
  kind: 'person',
  name,
  email: `${name.toLowerCase()}@company.example`,
  role,
  teamId,
  active: true,
  pattern: { deals: 50, averageDiscountBp: 600, approvedShareBp: 9_000 },
  ...change,
});

export const aCompany = (change: Partial<Company> = {}): Company => ({
  id: COMPANY_ID,
  companyId: COMPANY_ID,
  seq: 1,
  kind: 'company',
  name: 'Company',
  slug: 'company',
  currency: 'EUR',
  locale: 'en',
  teams: [
    { id: TEAM_NORTH, name: 'North' },
    { id: TEAM_SOUTH, name: 'South' },
  ],
  ...change,
});

export const aCustomer = (change: Partial<Customer> = {}): Customer => ({
  id: anId('c', 1),
  companyId: COMPANY_ID,
  seq: 1,
  code: 'C-1',
  name: 'Customer',
  class: 'B',
  segment: 'Construction',
  city: 'Kiel',
  country: 'Germany',
  blocked: false,
  blockedReason: null,
  ownerId: ANNA.userId,
  teamId: TEAM_NORTH,
  history: { deals: 20, averageDiscountBp: 600, approvedShareBp: 10_000, wonShareBp: 10_000 },
  ...change,
});

/** Sold at 100.00, bought at 60.00. */
export const aProduct = (number = 1, change: Partial<Product> = {}): Product => ({
  id: anId('p', number),
  companyId: COMPANY_ID,
  seq: 1,
  sku: `P-${number}`,
  name: `Product ${number}`,
  category: 'Tools',
  unit: 'piece',
  listPriceMinor: 10_000,
  costMinor: 6_000,
  discontinued: false,
  ...change,
});

type WithoutId<R> = R extends Rule ? Omit<R, 'id'> : never;
const DEFAULT_RULES: WithoutId<Rule>[] = [
  {
    kind: 'discountLimit',
    name: 'Up to 10 %',
    when: { role: 'salesperson' },
    maxDiscountBp: 1_000,
    onBreach: 'manager',
  },
  { kind: 'discountLimit', name: 'Above 25 %', when: {}, maxDiscountBp: 2_500, onBreach: 'admin' },
  { kind: 'discountLimit', name: 'Never above 38 %', when: {}, maxDiscountBp: 3_800, onBreach: 'forbid' },
  { kind: 'minimumMargin', name: 'Never below cost', when: {}, minMarginBp: 0, onBreach: 'forbid' },
];

export const aRuleSet = (rules: WithoutId<Rule>[] = DEFAULT_RULES, change: Partial<RuleSet> = {}): RuleSet => ({
  id: anId('r', 1),
  companyId: COMPANY_ID,
  seq: 1,
  kind: 'ruleSet',
  version: 1,
  rules: rules.map((rule, index): Rule => ({ ...rule, id: anId('r', 100 + index) })),
  madeAt: NOW,
  ...change,
});

export const aGovernance = (autoApproval: Partial<Governance['autoApproval']> = {}): Governance => ({
  id: anId('g', 1),
  companyId: COMPANY_ID,
  seq: 1,
  kind: 'governance',
  version: 1,
  autoApproval: { enabled: true, maxRisk: 60, maxDiscountBp: 1_000, maxNetTotalMinor: 10_000_000, ...autoApproval },
  madeAt: NOW,
});

export const aStatistics = (change: Partial<Statistics> = {}): Statistics => ({
  id: anId('s', 1),
  companyId: COMPANY_ID,
  seq: 1,
  kind: 'statistics',
  version: 1,
  deals: 500,
  averageDiscountBp: 600,
  averageMarginBp: 3_500,
  computedAt: NOW,
  ...change,
});

/** A context in which Anna may ask for five products; a change of `actor` changes who acts, not whose request it is. */
export function aContext(change: Partial<DecisionContext> = {}): DecisionContext {
  const products = [1, 2, 3, 4, 5].map((number) => aProduct(number));
  return {
    now: NOW,
    actor: ANNA,
    company: aCompany(),
    customer: aCustomer(),
    owner: aPerson(ANNA),
    products: new Map(products.map((product) => [product.id, product])),
    ruleSet: aRuleSet(),
    governance: aGovernance(),
    statistics: aStatistics(),
    ...change,
  };
}

let made = 0;

export function aCommand<T extends CommandType>(
  type: T,
  args: CommandOf<T>['args'],
  change: Partial<Omit<CommandOf<T>, 'type' | 'args'>> = {},
): CommandOf<T> & Command {
  made += 1;
  const envelope = { id: anId('k', made), deviceId: anId('d', 1), deviceSeq: made, baseRevision: 1, madeAt: NOW };
  return { ...envelope, provisional: null, ...change, type, args } as CommandOf<T> & Command;
}

export const REQUEST_ID = anId('q', 1);

export function aSubmit(discountBp = 2_000, args: Partial<CommandOf<'request.submit'>['args']> = {}) {
  const items = [{ productId: anId('p', 1), quantity: 10, discountBp }];
  const given = { requestId: REQUEST_ID, customerId: anId('c', 1), items, justification: 'Because.', ...args };
  return aCommand('request.submit', given, { baseRevision: 0 });
}

/** A request of Anna's as `decide` leaves it: under review at 20 %, approved by the rules at 5 %. */
export function aRequest(discountBp = 2_000, context = aContext()): DiscountRequest {
  const decision = decide(aSubmit(discountBp), null, context);
  const request = decision.accepted ? applyAll(null, decision.events) : null;
  if (request === null) throw new Error('the fixture was refused');
  return request;
}

/** The evaluation of as many products as there are wishes: the first wish is for product 1, and so on. */
export function evaluated(
  wishes: readonly { quantity: number; discountBp: number }[],
  context: DecisionContext = aContext(),
): Evaluation {
  const full = evaluationContext(context);
  const wished = wishes.map((wish, index) => ({ productId: anId('p', index + 1), ...wish }));
  const items = priceItems(wished, context.products);
  if (full === null || items === null) throw new Error('the fixture is incomplete');
  return evaluate(items, full);
}

/** Freezes deeply, so that mutating an input is an error, not a surprise. Maps cannot be frozen. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of value instanceof Map ? value.values() : Object.values(value)) frozen(inner);
  return Object.freeze(value);
}
